import { formatBytes } from "../../cost/quantity.ts";
import { memoryOf, type TargetMemory } from "../memory.ts";
import type { BoardMemory } from "../profile.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";

export const exceedsSram: Advice = {
  name: "exceedsSram",
  codes: ["exceeds-sram"],
  summary: "An arena that the board's SRAM does not hold, where the most is alive, and by which tensors.",
  run: (subject) => {
    const { memory, target } = subject;
    const board = target.device.memory;
    return board === undefined || memory?.fitsSram !== false ? [] : [finding(subject, memory, board)];
  },
};

/** So many of the largest tensors are named. */
const named = 3;

function finding(subject: AdviceSubject, memory: TargetMemory, board: BoardMemory): Finding {
  const { cost, target, precision } = subject;
  const { arena, overheadBytes, peak } = memory;
  const over = arena.arenaBytes + overheadBytes - board.sramBytes;
  const runtime = overheadBytes === 0 ? "" : ` and its runtime ${formatBytes(overheadBytes)}`;
  const largest = [...(peak?.live ?? [])].sort((a, b) => b.bytes - a.bytes).slice(0, named);
  const live = largest.map(({ path, bytes }) => `\`${path}\` (${formatBytes(bytes)})`).join(", ");
  const where = peak === undefined ? "" : ` Most is alive at \`${peak.path}\`, ${formatBytes(peak.bytes)}: ${live}.`;
  const gaps =
    peak === undefined || peak.bytes + overheadBytes > board.sramBytes ? "" : gapsText(arena.arenaBytes - peak.bytes);
  // Weights are not in it, so that what is stored in 8 bits already cannot become smaller.
  const after = precision === "int8" ? undefined : memoryOf(cost, board, { precision: "int8" });
  const helps = after?.fitsSram === true && after.arena.arenaBytes < arena.arenaBytes;
  const byPath = new Map(cost.graph.ops.map(({ path }, index) => [path, index]));
  const ops = [peak?.path, ...largest.map(({ path }) => path)].flatMap((path) => byPath.get(path ?? "") ?? []);
  return {
    code: "exceeds-sram",
    severity: "warning",
    ops: [...new Set(ops)],
    message: `The arena takes ${arena.isPartial ? "at least " : ""}${formatBytes(arena.arenaBytes)}${precision === undefined ? "" : ` in ${precision}`}${runtime}; ${target.name} has ${formatBytes(board.sramBytes)} of SRAM: ${formatBytes(over)} too much.${where}${gaps}`,
    help: helps
      ? `In int8 it takes ${formatBytes(after.arena.arenaBytes)} and fits; or use fewer channels or a smaller image there.`
      : "Use fewer channels or a smaller image there, or a stride before it.",
    ...(helps && { suggestion: { kind: "int8" as const } }),
  };
}

function gapsText(bytes: number): string {
  return ` That alone would fit: ${formatBytes(bytes)} are gaps between the pieces of the plan.`;
}
