/** Every code action: quick fixes in order of how sure they are, then refactorings. */
import type { Action } from "./action.ts";
import { addBudget } from "./addBudget.ts";
import { addImport } from "./addImport.ts";
import { addOutput } from "./addOutput.ts";
import { alignChannels } from "./alignChannels.ts";
import { assertType } from "./assertType.ts";
import { castBefore } from "./castBefore.ts";
import { declareDim } from "./declareDim.ts";
import { extractBlock } from "./extractBlock.ts";
import { foldRepeat } from "./foldRepeat.ts";
import { goToHeaviest } from "./goToHeaviest.ts";
import { goToPeak } from "./goToPeak.ts";
import { inlineBlock } from "./inlineBlock.ts";
import { keepFloat } from "./keepFloat.ts";
import { labelOp } from "./labelOp.ts";
import { literalToParameter } from "./literalToParameter.ts";
import { matchNames } from "./matchNames.ts";
import { nearestName } from "./nearestName.ts";
import { raiseBudget } from "./raiseBudget.ts";
import { removeBias } from "./removeBias.ts";
import { statePad } from "./statePad.ts";
import { storeOnBoard } from "./storeOnBoard.ts";
import { storeSmaller } from "./storeSmaller.ts";
import { wholeDivision } from "./wholeDivision.ts";

export const actions: readonly Action[] = [
  addImport,
  nearestName,
  declareDim,
  addOutput,
  statePad,
  castBefore,
  wholeDivision,
  goToHeaviest,
  storeSmaller,
  raiseBudget,
  storeOnBoard,
  goToPeak,
  keepFloat,
  alignChannels,
  matchNames,
  removeBias,
  labelOp,
  literalToParameter,
  extractBlock,
  inlineBlock,
  foldRepeat,
  assertType,
  addBudget,
];
