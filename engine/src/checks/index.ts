/** Every check, in the order in which they run. */
import { budget } from "./budget.ts";
import type { Check } from "./check.ts";
import { data } from "./data.ts";
import { labels } from "./labels.ts";
import { weights } from "./weights.ts";

export const checks: readonly Check[] = [budget, weights, labels, data];
