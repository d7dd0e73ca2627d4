import { formatBytes } from "../../cost/quantity.ts";
import { memoryOf } from "../memory.ts";
import type { Advice } from "./advice.ts";

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
    const largest = cost.graph.ops
      .map(({ path }, op) => ({ path, params: cost.figures[op]?.params ?? 0 }))
      .filter(({ params }) => params > 0)
      .sort((a, b) => b.params - a.params)
      .slice(0, 3);
    const all = Math.max(1, cost.totals.params);
    const where = largest.map(({ path, params }) => `\`${path}\` (${Math.round((100 * params) / all)} %)`).join(", ");
    const after = precision === "int8" ? undefined : memoryOf(cost, board, { precision: "int8" });
    const helps = after?.fitsFlash === true;
    return [
      {
        code: "exceeds-flash",
        severity: "warning",
        ops: [],
        message: `The weights take ${formatBytes(weightsBytes)}${precision === undefined ? "" : ` in ${precision}`}${code}; ${target.name} has ${formatBytes(board.flashBytes)} of flash: ${formatBytes(over)} too much. Most are in ${where}.`,
        help: helps
          ? `In int8 they take ${formatBytes(after.weightsBytes)} and fit.`
          : "Use fewer channels in these layers, or leave some out.",
        ...(helps && { suggestion: { kind: "int8" as const } }),
      },
    ];
  },
};
