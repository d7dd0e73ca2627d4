/** What `--target` names, and what targets make of a net, as JSON and as lines to read. */
import {
  type AnalysisOptions,
  bandText,
  type Devices,
  formatExact,
  formatSeconds,
  isRefusal,
  keyText,
  type Latency,
  type NetOnTarget,
  type Refusal,
  readTarget,
  resolveTarget,
  type ShownNet,
  splitTargets,
  type Table,
} from "@lathe/engine";

/** `pixel4(threads=4),host`: all are judged, and policies for the first one's device hold. */
export function readTargets(list: string | undefined): Pick<AnalysisOptions, "target" | "targets"> {
  const targets = splitTargets(list ?? "");
  const [first] = targets;
  const device = first === undefined ? undefined : readTarget(first);
  return device === undefined || isRefusal(device) ? {} : { target: device.name, targets };
}

/** Table files among the targets, by how they are named: `./table.json`. */
export function tableNames(list: string | undefined): readonly string[] {
  return splitTargets(list ?? "").flatMap((text) => {
    const target = readTarget(text);
    return isRefusal(target) || !/\.json$|[\\/]/i.test(target.name) ? [] : [target.name];
  });
}

/** Why the first target that cannot be used cannot be; undefined where all can. */
export function wrongTarget(devices: Devices, list: string | undefined): Refusal | undefined {
  for (const text of splitTargets(list ?? "")) {
    const written = readTarget(text);
    const target = isRefusal(written) ? written : resolveTarget(devices, written.name, written.settings);
    if (isRefusal(target)) return target;
  }
  return undefined;
}

/** A target of a net, with what it makes of it. */
export interface Estimated {
  /** As it is written. */
  readonly name: string;
  readonly on: NetOnTarget;
}

/** The targets that were asked for, else those of the file; one that is not known has been complained of. */
export function estimatesOf(shown: ShownNet): readonly Estimated[] {
  return shown.targets.flatMap((name) => estimatedOn(shown, name));
}

/** A net on any target; nothing where that is not known. */
export function estimatedOn(shown: ShownNet, name: string): readonly Estimated[] {
  const on = shown.on(name);
  return isRefusal(on) ? [] : [{ name, on }];
}

export function latencyJson({ name, on }: Estimated): unknown {
  const { latency, estimate, target, cost } = on;
  const { key, device, table } = target;
  const isKnown = !isRefusal(latency);
  const at = (op: number) => ({
    path: cost.graph.ops[op]?.path ?? null,
    op: cost.graph.ops[op]?.operator.name ?? null,
  });
  return {
    target: name,
    ms: isKnown ? (estimate.milliseconds ?? null) : null,
    low: isKnown ? estimate.low : null,
    high: isKnown ? estimate.high : null,
    source: isKnown ? estimate.source : null,
    coverage: estimate.coverage ?? null,
    unsupported: isKnown ? estimate.unsupported.map(({ op, reason }) => ({ ...at(op), reason })) : [],
    roofline: estimate.roofline.map(at),
    runtime: key.runtime,
    precision: key.precision,
    threads: key.threads,
    ...(isKnown ? {} : { reason: latency.message }),
    device: device.id,
    unit: key.unit,
    as_if: on.isAsIf,
    band_measured: isKnown && estimate.isBandMeasured,
    n: table?.error?.n ?? null,
    run_ms: estimate.runMilliseconds,
    uncounted: estimate.unknown.map(at),
    pruned: estimate.pruned.map(at),
    outside_range: outsideRange(estimate).map(at),
  };
}

/** Of one layer the milliseconds by target: null where they are not known; 0 where it runs in another's kernel, or not at all. */
export function layerLatencyJson(estimates: readonly Estimated[], op: number): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    estimates
      .filter(({ on }) => !isRefusal(on.latency))
      .map(({ name, on }) => [name, layerMilliseconds(on, op) ?? null]),
  );
}

/** Of one op of a net whose latency is known on a target the milliseconds; undefined where its own are not. */
export function layerMilliseconds({ estimate }: NetOnTarget, op: number): number | undefined {
  return isUnknown(estimate, op) ? undefined : estimate.byOp[op];
}

export function memoryJson({ name, on }: Estimated): readonly unknown[] {
  const { memory, target } = on;
  const board = target.device.memory;
  if (memory === undefined || board === undefined) return [];
  return [
    {
      target: name,
      arena_bytes: memory.arena.arenaBytes,
      planner: memory.planner,
      offsets: memory.arena.buffers.map(({ path, bytes, offset }) => ({ path, bytes, offset })),
      overhead_bytes: memory.overheadBytes,
      peak_bytes: on.liveness.peakBytes,
      sram_bytes: board.sramBytes,
      fits_sram: memory.fitsSram ?? null,
      weight_bytes: memory.weightsBytes,
      code_bytes: memory.codeBytes,
      flash_bytes: board.flashBytes,
      fits_flash: memory.fitsFlash ?? null,
      precision: on.precision ?? null,
      as_if: on.isAsIf,
      complete: !memory.arena.isPartial,
    },
  ];
}

export function energyJson({ name, on }: Estimated): readonly unknown[] {
  const { netEnergy, target } = on;
  if (isRefusal(netEnergy) || target.device.energy === undefined) return [];
  const { joules, arithmeticJoules, isAtLeast } = netEnergy;
  return [
    {
      target: name,
      joules,
      arithmetic_joules: arithmeticJoules,
      source: target.device.energy.source,
      complete: !isAtLeast,
    },
  ];
}

/** A layer's time as a cell of a table: empty where it takes none of its own, `?` where it is not known. */
export function layerLatencyText({ on }: Estimated, op: number): string {
  const milliseconds = isRefusal(on.latency) ? undefined : layerMilliseconds(on, op);
  if (milliseconds === undefined) return "?";
  return milliseconds === 0 ? "" : milliseconds < 0.001 ? "< 0.001" : milliseconds.toFixed(milliseconds < 10 ? 3 : 1);
}

/** A target's line, and below it what the figure leaves out. */
export function targetText(estimated: Estimated): readonly string[] {
  const { name, on } = estimated;
  const { latency, estimate, target } = on;
  const head = isRefusal(latency) ? `${name}: latency is not known: ${latency.message}` : `${name}: ${totalText(on)}`;
  const named = (what: string, ops: readonly number[]) =>
    ops.length === 0 ? [] : [`    ${what}: ${pathsText(on, ops)}`];
  const notes = isRefusal(latency)
    ? []
    : [
        ...named("by roofline alone", estimate.roofline),
        ...estimate.unsupported.map(({ op, reason }) => `    without a time: ${pathsText(on, [op])}: ${reason}`),
        ...named("not known", estimate.unknown),
        ...named("left out by the runtime", estimate.pruned),
        ...named("beyond what was measured", outsideRange(estimate)),
      ];
  return [`  ${head}`, ...notes.slice(0, maximumNotes), ...memoryText(on, target.device.memory), ...energyText(on)];
}

const maximumNotes = 12;

/** `31.2 ms (28.0–35.1 ms), fitted, xnnpack, fp32, 1 thread, coverage 98.2 % of the MACs` */
function totalText({ estimate, latency, isAsIf, target }: NetOnTarget): string {
  if (isRefusal(latency)) return latency.message;
  const { coverage, source, isBandMeasured } = estimate;
  const band = latency.band === undefined ? "" : ` (${bandText({ format: formatSeconds }, latency.band)})`;
  return [
    `${latency.isAtLeast ? "at least " : ""}${formatSeconds(latency.value)}${band}`,
    source,
    ...(target.table === undefined ? [] : [keyText(target.key)]),
    ...(isAsIf ? [`as if in ${target.key.precision}`] : []),
    coverage === undefined ? "coverage not known" : `coverage ${(coverage * 100).toFixed(1)} % of the MACs`,
    isBandMeasured ? bandBasis(target.table) : "band guessed",
  ].join(", ");
}

/** What a measured band rests on. */
function bandBasis(table: Table | undefined): string {
  const { error, donor } = table ?? {};
  if (error !== undefined) return `band of ${error.n} held-out cases`;
  return donor === undefined ? "band measured" : `band of a ratio of ${donor.n} nets`;
}

function memoryText(on: NetOnTarget, board: NetOnTarget["target"]["device"]["memory"]): readonly string[] {
  const { memory } = on;
  if (memory === undefined || board === undefined) return [];
  const fits = (does: boolean | undefined) => (does === undefined ? "perhaps" : does ? "fits" : "does not fit");
  const stored = on.precision === undefined ? "" : `, ${on.isAsIf ? "as if " : ""}in ${on.precision}`;
  const overhead = memory.overheadBytes === 0 ? "" : ` + ${formatExact(memory.overheadBytes)} B of the runtime`;
  const code = memory.codeBytes === 0 ? "" : ` + ${formatExact(memory.codeBytes)} B of code`;
  return [
    `    arena ${formatExact(memory.arena.arenaBytes)} B${overhead} of ${formatExact(board.sramBytes)} B SRAM: ${fits(memory.fitsSram)} (${memory.planner}${stored})`,
    `    weights ${formatExact(memory.weightsBytes)} B${code} of ${formatExact(board.flashBytes)} B flash: ${fits(memory.fitsFlash)}`,
  ];
}

function energyText({ energy }: NetOnTarget): readonly string[] {
  if (isRefusal(energy)) return [];
  const microjoules = energy.value * 1e6;
  return [`    energy ${energy.isAtLeast ? "at least " : ""}${microjoules.toPrecision(3)} µJ (${energy.basis})`];
}

function isUnknown(latency: Latency, op: number): boolean {
  const known = unknownOps.get(latency) ?? new Set([...latency.unknown, ...latency.unsupported.map((each) => each.op)]);
  unknownOps.set(latency, known);
  return known.has(op);
}

/** Asked for every layer. */
const unknownOps = new WeakMap<Latency, ReadonlySet<number>>();

function outsideRange({ kernels }: Latency): readonly number[] {
  return [...new Set(kernels.flatMap(({ kernel, isOutsideRange }) => (isOutsideRange ? (kernel.ops[0] ?? []) : [])))];
}

const maximumPaths = 8;

function pathsText({ cost: { graph } }: NetOnTarget, ops: readonly number[]): string {
  const paths = ops.slice(0, maximumPaths).map((op) => graph.ops[op]?.path ?? "?");
  const more = ops.length - paths.length;
  return `${paths.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
