/** What targets make of some ops, of a net, and of a device: tables with the targets side by side. */
import {
  formatBytes,
  formatExact,
  formatJoules,
  formatMilliseconds,
  isRefusal,
  type KernelEstimate,
  type Latency,
  latencyOfOps,
  type NetOnTarget,
  type OpsLatency,
  runtimeOf,
  type ShownNet,
  type Source,
  sources,
  tableFor,
} from "@lathe/engine";
import { atLeast } from "../../atLeast.ts";
import {
  basisOf,
  donorText,
  errorText,
  millisecondsText,
  moreTargets,
  type Named,
  pathOf,
  rangeOf,
  targetsOf,
  totalText,
} from "../../latency.ts";
import { provenanceText } from "../deviceDocs.ts";
import { listed, paragraphs, percent, plural } from "./part.ts";

/** A row of a table with a column for each target. */
interface Row {
  readonly head: string;
  cell(target: Named): string;
}

/** Editors draw columns right beside each other. What has no width keeps the blanks from being cut off. */
const gap = "\u00a0\u00a0\u200b";

/** Rows that say nothing on any target are left out. */
function sideBySide(targets: readonly Named[], rows: readonly Row[]): string {
  const cells = rows
    .map(({ head, cell }) => ({ head, row: targets.map((target) => cell(target).replaceAll("|", "\\|")) }))
    .filter(({ row }) => row.some((text) => text !== ""));
  if (targets.length === 0 || cells.length === 0) return "";
  const line = (first: string, others: readonly string[]) =>
    `| ${first}${gap} |${others.map((cell) => ` ${cell}${gap} |`).join("")}`;
  const rule = `|:--|${targets.map(() => ":--|").join("")}`;
  const names = targets.map(({ name }) => `**${name}**`);
  return [line("", names), rule, ...cells.map(({ head, row }) => line(head, row))].join("\n");
}

/** So many paths are named. */
const maximumPaths = 3;

/** How long some ops of a net take on each of its targets, and what that rests on; empty where it has none. */
export function opsOnTargets(shown: ShownNet, ops: readonly number[]): string {
  const targets = targetsOf(shown).filter(({ on }) => !isRefusal(on.latency));
  const known = new Map(targets.map(({ name, on }) => [name, latencyOfOps(on.estimate, ops)]));
  const row = (head: string, cell: (own: OpsLatency, target: Named) => string): Row => ({
    head,
    cell: (target) => {
      const own = known.get(target.name);
      return own === undefined ? "" : cell(own, target);
    },
  });
  const table = sideBySide(targets, [
    row("time", (own, { on }) => timeText(own, on.estimate)),
    row("of a run's", (_, { on }) => `${totalText(on)} (${rangeOf(on.estimate)})`),
    row("kernel", (own, target) => kernelText(own, target, ops.length)),
    row("known from", (own, target) => sourceText(own.kernels, target)),
    row("roofline", ({ kernels }) => rooflineText(kernels)),
    row("measured for", (_, { on }) => basisOf(on)),
  ]);
  return table === "" ? "" : paragraphs([table, moreText(shown)]);
}

function moreText(shown: ShownNet): string {
  const more = moreTargets(shown);
  return more === undefined ? "" : `… and ${more}`;
}

/** `**0.42 ms** (1.7 %)` */
function timeText({ milliseconds, isAtLeast }: OpsLatency, { milliseconds: all = 0 }: Latency): string {
  const text = millisecondsText(milliseconds, isAtLeast);
  if (text === undefined) return "none of its own";
  return `**${text}**${milliseconds === 0 || all === 0 ? "" : ` (${percent(milliseconds / all)})`}`;
}

/** Which kernel does the work, or why none does. */
function kernelText(
  { kernels, hosts, pruned, unsupported, unknown }: OpsLatency,
  { on }: Named,
  count: number,
): string {
  const paths = (ops: readonly number[]) =>
    listed(
      ops.map((op) => `\`${pathOf(on.cost, op)}\``),
      maximumPaths,
    );
  const [only, ...more] = kernels;
  const parts = [
    only === undefined ? "" : more.length > 0 ? plural(kernels.length, "kernel") : oneKernel(only),
    hosts.length === 0 ? "" : `${kernels.length > 0 ? "some " : ""}in the kernel of ${paths(hosts)}`,
    pruned.length === 0 ? "" : `${count > 1 ? paths(pruned) : ""} left out: no output needs it`.trim(),
    ...unsupported
      .slice(0, maximumPaths)
      .map(({ op, reason }) => `${count > 1 ? `${paths([op])}: ` : ""}does not run there: ${reason}`),
    unsupported.length > maximumPaths ? `${unsupported.length - maximumPaths} more do not run there` : "",
    unknown.length === 0 ? "" : `${count > 1 ? `${paths(unknown)}: ` : ""}its work is not known`,
    more.length === 0 && only !== undefined ? fallBackText(only, on) : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "nothing is to be run" : parts.join("; ");
}

/** Whose kernels run it, where the runtime has none of its own for it. */
function fallBackText({ kernel }: KernelEstimate, { target, cost }: NetOnTarget): string {
  const op = cost.graph.ops[kernel.ops[0] ?? 0];
  const others = op === undefined ? undefined : runtimeOf(target.key.runtime).fallsBack?.(op);
  return others === undefined ? "" : `by ${others}`;
}

/** `depthwise 3x3 with bn, relu6` */
function oneKernel({ kernel: { kind, fused } }: KernelEstimate): string {
  return `${kind}${fused.length === 0 ? "" : ` with ${fused.join(", ")}`}`;
}

/** How the times are known: of one kernel in full, of several each way with its share. */
function sourceText(kernels: readonly KernelEstimate[], target: Named): string {
  const [only, ...more] = kernels;
  if (only === undefined) return "";
  if (more.length === 0) return tierText(only, target);
  const times = new Map<Source, number>();
  for (const { source, milliseconds } of kernels) times.set(source, (times.get(source) ?? 0) + milliseconds);
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  const known = sources.filter((source) => times.has(source));
  const shares = known.map((source) =>
    known.length === 1 || all === 0 ? source : `${source} ${percent((times.get(source) ?? 0) / all)}`,
  );
  const outside = kernels.filter(({ isOutsideRange }) => isOutsideRange).length;
  return `${shares.join(", ")}${outside === 0 ? "" : `; ${outside} of ${kernels.length} far from what was measured`}`;
}

/** `fitted to 224 kernels (conv 3x3)` */
function tierText({ kernel, source, kind, isOutsideRange }: KernelEstimate, { on }: Named): string {
  const { device, key, table } = on.target;
  const own = tableFor(device, kernel, key, table);
  switch (source) {
    case "table":
      return "measured alone";
    case "interpolated":
      return `between measured sizes (${kind})`;
    case "fitted": {
      const n = own?.ranges?.[kind]?.n;
      const far = isOutsideRange ? ", **far from those**" : "";
      return `fitted${n === undefined ? "" : ` to ${formatExact(n)} kernels`} (${kind})${far}`;
    }
    case "donor": {
      const donor = own?.donor;
      if (donor === undefined) return "another table";
      return donorText(donor);
    }
    case "roofline":
      return "roofline: the unit at its best";
  }
}

/** `compute-bound, 84 % of it`: which of arithmetic and traffic takes longer at best, and how near the time is to that. */
function rooflineText(kernels: readonly KernelEstimate[]): string {
  let [time, best, memory] = [0, 0, 0];
  for (const { roofline, milliseconds } of kernels) {
    if (roofline === undefined) continue;
    time += milliseconds;
    best += Math.max(roofline.computeMilliseconds, roofline.memoryMilliseconds);
    if (roofline.bound === "memory") memory += milliseconds;
  }
  if (time === 0 || best === 0) return "";
  const isMemory = memory > time / 2;
  const share = isMemory ? memory / time : 1 - memory / time;
  const bound = `${isMemory ? "memory" : "compute"}-bound${kernels.length > 1 && share < 0.995 ? ` for ${percent(share)}` : ""}`;
  // Of a unit that was measured it is drawn from what the fastest nets reach, so that single kernels may get beyond it.
  const near = Math.round((100 * best) / time);
  return `${bound}, ${near > 100 ? `beyond it (${near} %)` : `${near} % of it`}`;
}

/** What each target makes of a net, and what that rests on; empty where it has none. */
export function netOnTargets(shown: ShownNet): string {
  const targets = targetsOf(shown);
  const timed = (head: string, cell: (target: Named) => string): Row => ({
    head,
    cell: (target) => (isRefusal(target.on.latency) ? "" : cell(target)),
  });
  const paths = ({ on }: Named, ops: readonly number[]) =>
    listed(
      [...new Set(ops)].map((op) => `\`${pathOf(on.cost, op)}\``),
      maximumPaths,
    );
  const table = sideBySide(targets, [
    { head: "a run", cell: ({ on }) => (isRefusal(on.latency) ? on.latency.message : `**${totalText(on)}**`) },
    timed("nine of ten nets", ({ on }) => `${rangeOf(on.estimate)}${on.estimate.isBandMeasured ? "" : ", a guess"}`),
    timed("measured for", ({ on }) => basisOf(on)),
    timed("off by", ({ on }) => (on.target.table === undefined ? "" : errorText(on.target.table))),
    timed("covers", ({ on: { estimate } }) =>
      estimate.coverage === undefined ? "not known" : `${percent(estimate.coverage)} of the MACs`,
    ),
    timed("every run", ({ on: { estimate } }) =>
      estimate.runMilliseconds === 0 ? "" : `${formatMilliseconds(estimate.runMilliseconds)} beside the lines`,
    ),
    timed("by roofline alone", (target) => paths(target, target.on.estimate.roofline)),
    timed("does not run", (target) =>
      paths(
        target,
        target.on.estimate.unsupported.map(({ op }) => op),
      ),
    ),
    timed("not known", (target) => paths(target, target.on.estimate.unknown)),
    timed("left out", (target) => paths(target, target.on.estimate.pruned)),
    { head: "SRAM", cell: sramText },
    { head: "flash", cell: flashText },
    { head: "energy", cell: energyText },
  ]);
  const measured = targets.flatMap(({ name, on: { target } }) =>
    target.table === undefined ? [] : [`${name}: ${provenanceText(target.table)}`],
  );
  return paragraphs([table, moreText(shown), measured.join("  \n")]);
}

/** `254 KB and 16.0 KB of the runtime, of 512 KB: fits (tflm-greedy)` */
function sramText({ on }: Named): string {
  const board = on.target.device.memory;
  const { memory } = on;
  if (board === undefined || memory === undefined) return "";
  const { arena, overheadBytes, fitsSram, planner } = memory;
  const overhead = overheadBytes === 0 ? "" : ` and ${formatBytes(overheadBytes)} of the runtime`;
  return `${atLeast(arena.isPartial)}${formatBytes(arena.arenaBytes)}${overhead}, of ${formatBytes(board.sramBytes)}: ${fitText(fitsSram)} (${planner})`;
}

function flashText({ on: { memory, target } }: Named): string {
  const board = target.device.memory;
  if (board === undefined || memory === undefined) return "";
  const { weightsBytes, codeBytes, fitsFlash } = memory;
  const code = codeBytes === 0 ? "" : ` and ${formatBytes(codeBytes)} of code`;
  return `${formatBytes(weightsBytes)}${code}, of ${formatBytes(board.flashBytes)}: ${fitText(fitsFlash)}`;
}

function fitText(does: boolean | undefined): string {
  return does === undefined ? "perhaps fits" : does ? "fits" : "**does not fit**";
}

function energyText({ on: { energy } }: Named): string {
  if (isRefusal(energy)) return "";
  return `${atLeast(energy.isAtLeast)}${formatJoules(energy.value)} (${energy.basis})`;
}
