/**
 * How long a run takes on a target: the net is lowered as the table's runtime lowers it, and every kernel looked up, the surest way first:
 * an entry of its own → between entries of a grid → the fitted numbers of its kind → another device's table times one measured number →
 * a roofline. What no way leads to is named and never counted as nothing.
 */
import { isRefusal } from "../base/report.ts";
import type { NetCost } from "../cost/summary.ts";
import type { Graph } from "../graph/graph.ts";
import { kernelTime, knownKind } from "./coefficients.ts";
import { interpolate } from "./interpolate.ts";
import { type Kernel, signatureOf } from "./kernel.ts";
import { type Lowered, lower, ownPrecision } from "./lower.ts";
import type { Device, Donor, Precision, ProcessingUnit, Table, TableKey } from "./profile.ts";
import { runtimeOf } from "./runtimes/index.ts";
import type { Devices, DeviceTarget } from "./target.ts";

/** Where a time comes from, the surest first. */
export type Source = "table" | "interpolated" | "fitted" | "donor" | "roofline";

export const sources: readonly Source[] = ["table", "interpolated", "fitted", "donor", "roofline"];

export interface KernelEstimate {
  readonly kernel: Kernel;
  readonly milliseconds: number;
  readonly source: Source;
  /** The words of its kind that the numbers are for. */
  readonly kind: string;
  /** It does more, or less, than every kernel that its kind was fitted to. */
  readonly isOutsideRange: boolean;
  /** Where it stands under the unit's roofline; undefined where the unit's speed is not known. */
  readonly roofline: Roofline | undefined;
}

/** What the unit could do at best: the longer of arithmetic and traffic binds. */
export interface Roofline {
  readonly computeMilliseconds: number;
  readonly memoryMilliseconds: number;
  readonly bound: "compute" | "memory";
}

export interface Latency {
  readonly target: DeviceTarget;
  /** Milliseconds of one run; undefined where not one kernel's time is known. At least so much where something is missing. */
  readonly milliseconds: number | undefined;
  /** Nine of ten nets lie between. */
  readonly low: number;
  readonly high: number;
  /** What most of the time rests on. */
  readonly source: Source;
  /** Whether the band rests on held-out errors of the table, or is only a guess for want of them. */
  readonly isBandMeasured: boolean;
  readonly precision: Precision;
  /** The net is in float and the table is not: the figure is of the net in the table's precision. */
  readonly isAsIf: boolean;
  /** Share of the MACs whose time rests on measurements of that kind of kernel; undefined while an op is uncounted. */
  readonly coverage: number | undefined;
  readonly kernels: readonly KernelEstimate[];
  /** Milliseconds by op: a kernel's time stands at the op that does its work. */
  readonly byOp: Float64Array;
  readonly runMilliseconds: number;
  /** Ops that the runtime cannot run, and why. */
  readonly unsupported: Lowered["unsupported"];
  /** Ops whose work is not known. */
  readonly unknown: readonly number[];
  /** Ops that rest on the roofline alone. */
  readonly roofline: readonly number[];
  /** Ops that the runtime leaves out. */
  readonly pruned: readonly number[];
}

/** A roofline is drawn from peaks, which nets reach by a third at worst and never pass by more than caches give. */
const rooflineBand: readonly [number, number] = [0.5, 3];

/** A straight line that goes on far beyond what was measured, as caches end and threads change. */
const outsideBand: readonly [number, number] = [0.75, 1.5];

/** So much of the time may rest on the roofline, whose wide band is counted in, before the whole band is called a guess. */
const littleRoofline = 0.05;

/** A donor may have a donor; a circle of them ends here. */
const maximumDonors = 3;

/** Of a few nets the least and the greatest ratio are not the ends of what there is. */
const beyondExtremes = 1.5;

/** For a table whose errors nobody has measured. */
const unmeasuredBand: readonly [number, number] = [0.5, 2];

/**
 * Estimates a net on a target. Never throws; what cannot be estimated is listed in the result. `lowered` is the net as the target's runtime
 * runs it, where somebody has it already.
 */
export function estimateLatency(
  cost: NetCost,
  target: DeviceTarget,
  devices: Devices,
  lowered: Lowered = loweredOn(cost, target),
): Latency {
  const { device, table } = target;
  const { isAsIf } = precisionOn(cost.graph, target);
  const chain = new Chain(device, devices);
  const kernels: KernelEstimate[] = [];
  const unsupported = [...lowered.unsupported];
  for (const kernel of lowered.kernels) {
    const found = chain.estimate(kernel, target.key, table);
    if (found !== undefined) kernels.push(found);
    else
      unsupported.push({
        op: kernel.ops[0] ?? 0,
        reason: `there are no ${kernel.precision} figures for ${device.name}`,
      });
  }
  return summed(cost, target, { ...lowered, unsupported }, kernels, isAsIf, chain.bandOf(table));
}

/** The kernels that a target's runtime makes of a net, in the precision that counts there. */
export function loweredOn({ graph, figures }: NetCost, target: DeviceTarget): Lowered {
  return lower(graph, figures, runtimeOf(target.key.runtime), precisionOn(graph, target).precision);
}

/**
 * In which precision a whole net counts on a target, whatever its annotations say: the one that the target names; that of a table of
 * integers where the net is in float (`isAsIf`); or half precision where the table's runtime computes floats in it by itself. Undefined: each op
 * runs as its annotations say.
 */
export function precisionOn(
  { ops }: Graph,
  { table, fixesPrecision, key }: DeviceTarget,
): { readonly isAsIf: boolean; readonly precision: Precision | undefined } {
  const isFree = !fixesPrecision && !ops.some((op) => ownPrecision(op) === "int8");
  const isAsIf = isFree && table?.precision === "int8";
  const isHalf = isFree && table?.precision === "fp16";
  return { isAsIf, precision: fixesPrecision || isAsIf || isHalf ? key.precision : undefined };
}

function summed(
  cost: NetCost,
  target: DeviceTarget,
  lowered: Lowered,
  kernels: readonly KernelEstimate[],
  isAsIf: boolean,
  band: readonly [low: number, high: number] | undefined,
): Latency {
  const byOp = new Float64Array(cost.graph.ops.length);
  const bySource = new Map<Source, number>();
  let kernelMilliseconds = 0;
  let coveredMacs = 0;
  let macs = 0;
  let outsideMilliseconds = 0;
  for (const { kernel, milliseconds, source, isOutsideRange } of kernels) {
    const [op = 0] = kernel.ops;
    if (isOutsideRange) outsideMilliseconds += milliseconds;
    byOp[op] = (byOp[op] ?? 0) + milliseconds;
    kernelMilliseconds += milliseconds;
    bySource.set(source, (bySource.get(source) ?? 0) + milliseconds);
    macs += kernel.macs;
    if (source !== "roofline") coveredMacs += kernel.macs;
  }
  const runMilliseconds = kernels.length === 0 ? 0 : (target.table?.runMilliseconds ?? 0);
  const share = kernelMilliseconds === 0 ? 0 : (bySource.get("roofline") ?? 0) / kernelMilliseconds;
  const outside = kernelMilliseconds === 0 ? 0 : outsideMilliseconds / kernelMilliseconds;
  const [own, above] = band ?? unmeasuredBand;
  const [low, high] = [
    own * (1 - outside + outsideBand[0] * outside),
    above * (1 - outside + outsideBand[1] * outside),
  ];
  const milliseconds = kernels.length === 0 ? undefined : kernelMilliseconds + runMilliseconds;
  const ranked = [...bySource].sort(([, a], [, b]) => b - a);
  const hasUnknown = lowered.unknown.length + lowered.unsupported.length > 0 || cost.totals.uncounted > 0;
  const total = macs === 0 ? kernels.length : macs;
  const covered = macs === 0 ? kernels.filter(({ source }) => source !== "roofline").length : coveredMacs;
  return {
    target,
    milliseconds,
    low: (milliseconds ?? 0) * (low * (1 - share) + rooflineBand[0] * share),
    high: (milliseconds ?? 0) * (high * (1 - share) + rooflineBand[1] * share),
    source: ranked[0]?.[0] ?? "roofline",
    isBandMeasured: band !== undefined && share <= littleRoofline,
    precision: target.key.precision,
    isAsIf,
    coverage: hasUnknown ? undefined : total === 0 ? 1 : covered / total,
    kernels,
    byOp,
    runMilliseconds,
    unsupported: lowered.unsupported,
    unknown: lowered.unknown,
    roofline: [
      ...new Set(kernels.flatMap(({ kernel, source }) => (source === "roofline" ? (kernel.ops[0] ?? []) : []))),
    ],
    pruned: lowered.pruned,
  };
}

/** How long one kernel takes on a target; undefined where nothing is known of its kind or precision there. */
export function estimateKernel(
  kernel: Kernel,
  { device, key, table }: DeviceTarget,
  devices: Devices,
): KernelEstimate | undefined {
  return new Chain(device, devices).estimate(kernel, key, table);
}

/** An op in 8 bits on a table of floats has its time in the sibling table for 8 bits, and the other way round. */
export function tableFor(
  { tables }: Device,
  { precision }: Pick<Kernel, "precision">,
  { unit, runtime, threads }: TableKey,
  table: Table | undefined,
): Table | undefined {
  const isInteger = precision === "int8";
  const fits = (each: Table) => (each.precision === "int8") === isInteger;
  if (table === undefined || fits(table)) return table;
  const siblings = tables.filter((each) => fits(each) && each.unit === unit);
  return siblings.find((each) => each.runtime === runtime && each.threads === threads);
}

/** The ways to a kernel's time on one device, with what was looked up remembered. */
class Chain {
  private readonly device: Device;
  private readonly devices: Devices;
  private readonly exact = new Map<Table, ReadonlyMap<string, number>>();
  private readonly donors = new Map<Donor, Given | undefined>();

  constructor(device: Device, devices: Devices) {
    this.device = device;
    this.devices = devices;
  }

  estimate(kernel: Kernel, key: TableKey, table: Table | undefined): KernelEstimate | undefined {
    const unit = this.device.units.find((each) => each.unit === key.unit);
    const roofline = unit === undefined ? undefined : rooflineOf(kernel, unit, key.threads);
    const own = tableFor(this.device, kernel, key, table);
    const found = own === undefined ? undefined : this.lookUp(kernel, { device: this.device, table: own }, 0);
    if (found !== undefined) return { kernel, roofline, ...found };
    if (roofline === undefined) return undefined;
    const milliseconds = Math.max(roofline.computeMilliseconds, roofline.memoryMilliseconds);
    return { kernel, roofline, milliseconds, source: "roofline", kind: kernel.kind, isOutsideRange: false };
  }

  /**
   * The ratios of measured to estimated times between which 90 % are expected: those of the table's held-out cases, or, of a table that is
   * another's times a ratio, the other's widened by how far that ratio's nets lie apart. Undefined where neither is known.
   */
  bandOf(table: Table | undefined, depth = 0): readonly [low: number, high: number] | undefined {
    if (table?.error !== undefined) return table.error.band;
    const { donor } = table ?? {};
    if (donor?.low === undefined || donor.high === undefined || depth >= maximumDonors) return undefined;
    const own = this.bandOf(this.donorOf(donor, this.device)?.table, depth + 1);
    if (own === undefined) return undefined;
    return [
      own[0] * (donor.low / donor.scale) ** beyondExtremes,
      own[1] * (donor.high / donor.scale) ** beyondExtremes,
    ];
  }

  private lookUp(kernel: Kernel, { device, table }: Given, depth: number): Found | undefined {
    const exact = this.entriesOf(table).get(signatureOf(kernel));
    if (exact !== undefined) return { milliseconds: exact, source: "table", kind: kernel.kind, isOutsideRange: false };
    for (const grid of table.grids ?? []) {
      const milliseconds = interpolate(grid, kernel);
      if (milliseconds !== undefined)
        return { milliseconds, source: "interpolated", kind: grid.kind, isOutsideRange: false };
    }
    const kind = knownKind(kernel.kind, Object.keys(table.coefficients ?? {}));
    const coefficients = kind === undefined ? undefined : table.coefficients?.[kind];
    if (kind !== undefined && coefficients !== undefined) {
      const milliseconds = kernelTime(kernel, coefficients, table.cacheBytes);
      // Numbers that say nothing of such a kernel, as those per MAC of one without: something else must say it.
      if (milliseconds > 0)
        return { milliseconds, source: "fitted", kind, isOutsideRange: isOutside(kernel, table, kind) };
    }
    const { donor } = table;
    if (donor === undefined || depth >= maximumDonors) return undefined;
    const given = this.donorOf(donor, device);
    const found = given === undefined ? undefined : this.lookUp(kernel, given, depth + 1);
    return found === undefined
      ? undefined
      : { ...found, milliseconds: found.milliseconds * donor.scale, source: "donor" };
  }

  private entriesOf(table: Table): ReadonlyMap<string, number> {
    const known = this.exact.get(table);
    if (known !== undefined) return known;
    const entries = new Map((table.exact ?? []).map(({ kernel, milliseconds }) => [kernel, milliseconds]));
    this.exact.set(table, entries);
    return entries;
  }

  private donorOf(donor: Donor, device: Device): Given | undefined {
    if (this.donors.has(donor)) return this.donors.get(donor);
    const from = donor.device === undefined ? device : this.devices.get(donor.device);
    const table = isRefusal(from)
      ? undefined
      : from.tables.find(
          (each) =>
            each.unit === donor.unit &&
            each.runtime === donor.runtime &&
            each.precision === donor.precision &&
            each.threads === donor.threads,
        );
    const given = table === undefined || isRefusal(from) ? undefined : { device: from, table };
    this.donors.set(donor, given);
    return given;
  }
}

interface Given {
  readonly device: Device;
  readonly table: Table;
}

type Found = Pick<KernelEstimate, "milliseconds" | "source" | "kind" | "isOutsideRange">;

/** Twice beyond what was measured is still a fair guess of a straight line; more is said. */
export const rangeMargin = 2;

function isOutside({ macs, bytes }: Kernel, table: Table, kind: string): boolean {
  const range = table.ranges?.[kind];
  if (range === undefined) return false;
  const beyond = (value: number, [low, high]: readonly [number, number]) =>
    value > high * rangeMargin || value < low / rangeMargin;
  return beyond(macs, range.macs) || beyond(bytes, range.bytes);
}

/** How fast the unit could run a kernel at best, with all its threads at work and none waiting. */
export function rooflineOf(kernel: Kernel, unit: ProcessingUnit, threads: number): Roofline | undefined {
  const { gmacsPerSecond: rates } = unit;
  const rate = rates[kernel.precision] ?? rates.fp32 ?? rates.fp16;
  if (rate === undefined || rate <= 0) return undefined;
  const cores = unit.unit === "cpu" ? Math.max(1, threads) : 1;
  const computeMilliseconds = kernel.macs / (rate * cores * 1e6);
  const memoryMilliseconds = unit.gigabytesPerSecond === undefined ? 0 : kernel.bytes / (unit.gigabytesPerSecond * 1e6);
  return {
    computeMilliseconds,
    memoryMilliseconds,
    bound: computeMilliseconds >= memoryMilliseconds ? "compute" : "memory",
  };
}
