/** Every check, in the order in which their reports stand. */
import { budget } from "./budget.ts";
import type { Check } from "./check.ts";
import { data } from "./data.ts";
import { labels } from "./labels.ts";
import { slowdowns } from "./slowdowns.ts";
import { targets } from "./targets.ts";
import { weights } from "./weights.ts";

export const checks: readonly Check[] = [targets, budget, weights, labels, data, slowdowns];
