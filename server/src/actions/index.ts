/** Every code action: quick fixes in order of how sure they are, then refactorings. */
import type { Action } from "./action.ts";
import { addImport } from "./addImport.ts";
import { addOutput } from "./addOutput.ts";
import { castBefore } from "./castBefore.ts";
import { declareDim } from "./declareDim.ts";
import { nearestName } from "./nearestName.ts";
import { raiseBudget } from "./raiseBudget.ts";
import { statePad } from "./statePad.ts";
import { wholeDivision } from "./wholeDivision.ts";

export const actions: readonly Action[] = [
  addImport,
  nearestName,
  declareDim,
  addOutput,
  statePad,
  castBefore,
  wholeDivision,
  raiseBudget,
];
