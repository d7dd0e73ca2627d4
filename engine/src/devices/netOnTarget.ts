/** A net on one target: what its device makes of the net, each figure worked out when somebody asks for it, and kept. */
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { type Liveness, livenessOf } from "../cost/liveness.ts";
import type { PathShare, TargetFigure, TargetFigures } from "../cost/metrics.ts";
import { isAtLeast, type NetCost } from "../cost/summary.ts";
import { energyOf, type NetEnergy } from "./energy.ts";
import { estimateLatency, type Latency, loweredOn, precisionOn } from "./estimate.ts";
import type { Lowered } from "./lower.ts";
import { memoryOf, type TargetMemory } from "./memory.ts";
import { keyText, type Precision } from "./profile.ts";
import { runtimeOf } from "./runtimes/index.ts";
import { storedIn } from "./stored.ts";
import type { Devices, DeviceTarget } from "./target.ts";

/** Planning compares each piece of memory with the others: twenty thousand take a second. */
const maximumPlannedOps = 20_000;

export class NetOnTarget implements TargetFigures {
  readonly target: DeviceTarget;
  /** What the net costs with the policies that hold for this device. */
  readonly cost: NetCost;
  /** The precision that the whole net counts in there, whatever its annotations say; undefined: as they say. */
  readonly precision: Precision | undefined;
  /** The net is in float and the table in integers: the figures are those of the net in integers. */
  readonly isAsIf: boolean;
  readonly devices: Devices;
  private readonly kept: { estimate?: Latency; lowered?: Lowered; memory?: TargetMemory; liveness?: Liveness } = {};

  constructor(target: DeviceTarget, cost: NetCost, devices: Devices) {
    this.target = target;
    this.cost = cost;
    this.devices = devices;
    const { precision, isAsIf } = precisionOn(cost.graph, target);
    this.precision = precision;
    this.isAsIf = isAsIf;
  }

  /** How long a run takes, kernel by kernel. */
  get estimate(): Latency {
    this.kept.estimate ??= estimateLatency(this.cost, this.target, this.devices, this.lowered);
    return this.kept.estimate;
  }

  /**
   * What the net takes of a board's memory; undefined where the device has no memory of its own that is planned, or where the net has so
   * many ops that planning would take seconds.
   */
  get memory(): TargetMemory | undefined {
    const { memory } = this.target.device;
    if (memory === undefined || this.cost.graph.ops.length > maximumPlannedOps) return undefined;
    this.kept.memory ??= memoryOf(this.cost, memory, {
      // What nobody knows the rules of fuses what every converter fuses.
      ...(this.hasRules && { kernels: this.lowered }),
      ...(this.precision !== undefined && { precision: this.precision }),
    });
    return this.kept.memory;
  }

  /** What is alive when, where the device's runtime computes in place what it can. */
  get liveness(): Liveness {
    const { graph } = this.cost;
    const depthwiseInPlace =
      this.target.device.memory?.depthwiseInPlace ?? runtimeOf(this.target.key.runtime).depthwiseInPlace;
    if (!depthwiseInPlace && this.precision === undefined) return this.cost.liveness;
    this.kept.liveness ??= livenessOf(this.precision === undefined ? graph : storedIn(graph, this.precision), {
      elementwiseInPlace: true,
      depthwiseInPlace,
    });
    return this.kept.liveness;
  }

  /** What a run takes in energy. Refuses where the device file does not state it. */
  get netEnergy(): NetEnergy | Refusal {
    const { device, table } = this.target;
    if (device.energy === undefined) return refuse("not-known", "its device file states no energy");
    const onChipBytes = device.memory?.sramBytes ?? table?.cacheBytes;
    return energyOf(this.lowered, device.energy, { ops: this.cost.graph.ops.length, onChipBytes });
  }

  get latency(): TargetFigure | Refusal {
    const { target, cost } = this;
    if (target.table === undefined && target.device.units.length === 0)
      return refuse("not-known", "nothing has been measured there yet");
    const { estimate } = this;
    const { milliseconds, low, high, unsupported, unknown, byOp } = estimate;
    if (milliseconds === undefined) return refuse("not-known", "the time of no op is known there");
    return {
      value: milliseconds / 1000,
      band: [low / 1000, high / 1000],
      basis: latencyBasis(estimate),
      isAtLeast: isAtLeast(cost) || unsupported.length + unknown.length > 0,
      shares: () => sharesOf(cost, byOp, 1e-3),
    };
  }

  get arena(): TargetFigure | Refusal {
    const { memory } = this;
    if (memory === undefined) {
      const hasMemory = this.target.device.memory !== undefined;
      const tooMany = `the net has more than ${maximumPlannedOps} ops, too many to be planned`;
      return refuse("not-known", hasMemory ? tooMany : "its device file states no memory that is planned");
    }
    const { arenaBytes, buffers, isPartial } = memory.arena;
    return {
      value: arenaBytes,
      band: undefined,
      basis: this.storedText === undefined ? memory.planner : `${memory.planner}, ${this.storedText}`,
      isAtLeast: isPartial || isAtLeast(this.cost),
      shares: () => buffers.map(({ path, bytes }) => ({ path, amount: bytes })),
    };
  }

  get energy(): TargetFigure | Refusal {
    const energy = this.netEnergy;
    if (isRefusal(energy)) return energy;
    return {
      value: energy.joules,
      band: undefined,
      basis: this.target.device.energy?.source,
      isAtLeast: energy.isAtLeast || isAtLeast(this.cost),
      shares: () => sharesOf(this.cost, energy.byOp, 1),
    };
  }

  get peak(): TargetFigure {
    const { liveness } = this;
    const { peakBytes, peakOp } = liveness;
    return {
      value: peakBytes,
      band: undefined,
      basis: this.storedText,
      isAtLeast: isAtLeast(this.cost),
      shares: () =>
        peakOp === undefined ? [] : liveness.liveAt(peakOp).map(({ path, bytes }) => ({ path, amount: bytes })),
    };
  }

  private get hasRules(): boolean {
    return runtimeOf(this.target.key.runtime).id !== "generic";
  }

  private get lowered(): Lowered {
    this.kept.lowered ??= loweredOn(this.cost, this.target);
    return this.kept.lowered;
  }

  private get storedText(): string | undefined {
    return this.precision === undefined ? undefined : `${this.isAsIf ? "as if " : ""}in ${this.precision}`;
  }
}

/** Where a latency comes from, in a phrase: `fitted, xnnpack, fp32, 1 thread`. */
export function latencyBasis({ source, target, isAsIf, isBandMeasured }: Latency): string {
  // A roofline knows no runtime.
  const table = target.table === undefined ? "" : `, ${keyText(target.key)}`;
  const asIf = isAsIf ? `, as if in ${target.key.precision}` : "";
  return `${source}${table}${asIf}${isBandMeasured ? "" : ", band guessed"}`;
}

function sharesOf({ graph }: NetCost, byOp: Float64Array, unit: number): readonly PathShare[] {
  return graph.ops.map(({ path }, index) => ({ path, amount: (byOp[index] ?? 0) * unit }));
}
