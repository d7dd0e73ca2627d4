/** What targets make of a net and of its parts, as text. */
import {
  type Donor,
  formatBytes,
  formatExact,
  formatMilliseconds,
  formatMillisecondsRange,
  isRefusal,
  keyText,
  type Latency,
  latencyOfOps,
  type NetCost,
  type NetOnTarget,
  type ShownNet,
  type Table,
} from "@lathe/engine";
import { atLeast } from "./atLeast.ts";

/** A target of a net by the name that it is written with, with what it makes of the net. */
export interface Named {
  readonly name: string;
  readonly on: NetOnTarget;
}

/** So many targets stand side by side. */
const maximumTargets = 4;

/** The targets of a net, as many as stand side by side; one that is not known has been complained of. */
export function targetsOf(shown: ShownNet): readonly Named[] {
  const { target, targets } = shown;
  const first = targets.slice(0, maximumTargets);
  // The one that is looked at is there whatever else is not.
  const names = target === undefined || first.includes(target) ? first : [...first.slice(0, -1), target];
  return names.flatMap((name) => named(shown, name));
}

/** `2 more targets`: those for which there is no place; undefined where all have one. */
export function moreTargets({ targets }: ShownNet): string | undefined {
  const more = targets.length - maximumTargets;
  return more <= 0 ? undefined : `${more} more ${more === 1 ? "target" : "targets"}`;
}

/** The target that a net is looked at on. */
export function shownTarget(shown: ShownNet): Named | undefined {
  return shown.target === undefined ? undefined : named(shown, shown.target)[0];
}

function named(shown: ShownNet, name: string): readonly Named[] {
  const on = shown.on(name);
  return isRefusal(on) ? [] : [{ name, on }];
}

/** `0.42 ms`, `≥ 0.42 ms`; `? ms` where nothing of it is known, undefined where it takes no time of its own. */
export function millisecondsText(milliseconds: number, isAtLeast: boolean): string | undefined {
  if (milliseconds === 0) return isAtLeast ? "? ms" : undefined;
  return `${atLeast(isAtLeast)}${formatMilliseconds(milliseconds)}`;
}

/** What some ops take on a target. */
export function opsText(on: NetOnTarget, ops: readonly number[]): string | undefined {
  if (isRefusal(on.latency)) return "? ms";
  const { milliseconds, isAtLeast } = latencyOfOps(on.estimate, ops);
  return millisecondsText(milliseconds, isAtLeast);
}

/** Why ops take no time of their own: `in stem.conv`, whose kernel does their work too; undefined where nothing is to be done for them. */
export function noteOf({ latency, estimate, cost }: NetOnTarget, ops: readonly number[]): string | undefined {
  if (isRefusal(latency)) return undefined;
  const { hosts, pruned } = latencyOfOps(estimate, ops);
  const [host, ...others] = hosts;
  if (host !== undefined) return others.length > 0 ? "in the kernels before" : `in ${pathOf(cost, host)}`;
  return pruned.length > 0 ? "left out" : undefined;
}

export function pathOf({ graph }: NetCost, op: number): string {
  return graph.ops[op]?.path ?? "?";
}

/** `25.3 ms`, `≥ 25.3 ms`, `? ms` of a whole net. */
export function totalText({ latency, estimate }: NetOnTarget): string {
  if (isRefusal(latency)) return "? ms";
  return `${atLeast(latency.isAtLeast)}${formatMilliseconds(estimate.milliseconds ?? 0)}`;
}

/** `24.0–28.1 ms` */
export function rangeOf({ low, high }: Latency): string {
  return formatMillisecondsRange(low, high);
}

/** `xnnpack, fp32, 1 thread`, `as if in int8`: what a figure is for; a roofline knows no runtime. */
export function basisOf({ target, isAsIf }: NetOnTarget): string {
  if (target.table === undefined) return "roofline";
  return `${keyText(target.key)}${isAsIf ? `, as if in ${target.key.precision}` : ""}`;
}

/** `2.9 % over 1,234 held-out cases`: how far off a table is; of a mere ratio what it rests on, empty where nothing is known of that. */
export function errorText({ error, donor }: Table): string {
  if (error !== undefined)
    return `${error.mape.toFixed(error.mape < 10 ? 1 : 0)} % over ${formatExact(error.n)} held-out ${error.n === 1 ? "case" : "cases"}`;
  return donor === undefined ? "" : `not known: ${donorText(donor)}`;
}

/** `pixel3, xnnpack, fp32, 1 thread × 0.45, from 6 nets`: whose times, and what they are multiplied with. */
export function donorText({ device, scale, n, ...key }: Donor): string {
  const from = device === undefined ? "" : `${device}, `;
  return `${from}${keyText(key)} × ${Number(scale.toPrecision(3))}, from ${n} ${n === 1 ? "net" : "nets"}`;
}

/** Planning compares each piece of memory with the others: for so many ops no lens waits for it. */
const maximumPlannedOps = 2000;

/** `pixel4 25.3 ms (24.0–28.1) xnnpack fp32 1 thread`; of a board also how full its memory is. Lenses stand beside each other. */
export function targetTitle({ name, on }: Named): string {
  const band = isRefusal(on.latency) ? "" : ` (${rangeOf(on.estimate).replace(/ ms$/, "")})`;
  const basis = isRefusal(on.latency) ? "" : ` ${basisOf(on).replaceAll(",", "")}`;
  return [`${name} ${totalText(on)}${band}${basis}`, ...memoryOf(on)].join(" · ");
}

/** `254 KB of 512 KB SRAM` */
function memoryOf(on: NetOnTarget): readonly string[] {
  const board = on.target.device.memory;
  const memory = on.cost.graph.ops.length > maximumPlannedOps ? undefined : on.memory;
  if (board === undefined || memory === undefined) return [];
  const { arena, overheadBytes } = memory;
  const used = `${atLeast(arena.isPartial)}${formatBytes(arena.arenaBytes + overheadBytes)}`;
  return [`${used} of ${formatBytes(board.sramBytes)} SRAM`];
}
