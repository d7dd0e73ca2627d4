import { formatBytes } from "../../cost/quantity.ts";
import { memoryOf } from "../memory.ts";
import type { Advice } from "./advice.ts";
import { percent } from "./words.ts";

/** So many layers are named, of those that hold this share of the weights. */
const named = 3;
const leastShare = 0.05;

export const exceedsFlash: Advice = {
  name: "exceedsFlash",
  codes: ["exceeds-flash"],
  summary: "Weights and code that the board's flash does not hold, and which layers have most of them.",
  run: ({ cost, target, memory, precision }) => {
    const board = target.device.memory;
    if (board === undefined || memory?.fitsFlash !== false) return [];
    const { weightsBytes, codeBytes } = memory;
    const over = weightsBytes + codeBytes - board.flashBytes;
    const code = codeBytes === 0 ? "" : ` and the code ${formatBytes(codeBytes)}`;
    const all = Math.max(1, cost.totals.params);
    const largest = cost.graph.ops
      .map(({ path }, op) => ({ path, share: (cost.figures[op]?.params ?? 0) / all }))
      .filter(({ share }) => share >= leastShare)
      .sort((a, b) => b.share - a.share)
      .slice(0, named);
    const list = largest.map(({ path, share }) => `\`${path}\` (${percent(share)})`).join(", ");
    const where = list === "" ? "" : ` Most are in ${list}.`;
    const after = precision === "int8" ? undefined : memoryOf(cost, board, { precision: "int8" });
    const helps = after?.fitsFlash === true;
    return [
      {
        code: "exceeds-flash",
        severity: "warning",
        ops: [],
        message: `The weights take ${formatBytes(weightsBytes)}${precision === undefined ? "" : ` in ${precision}`}${code}; ${target.name} has ${formatBytes(board.flashBytes)} of flash: ${formatBytes(over)} too much.${where}`,
        help: helps
          ? `In int8 they take ${formatBytes(after.weightsBytes)} and fit.`
          : "Use fewer channels, above all in the largest layers, or leave some out.",
        ...(helps && { suggestion: { kind: "int8" as const } }),
      },
    ];
  },
};
