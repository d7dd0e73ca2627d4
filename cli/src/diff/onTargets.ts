/** Two versions of a net on a target, held against each other: figures of the whole net, and the milliseconds of each layer. */
import {
  isRefusal,
  type Layer,
  type LayerDiff,
  type LayerStatus,
  type Metric,
  metricsByName,
  type NetDiff,
  type NetOnTarget,
  type Refusal,
  type ShownNet,
  type TargetFigure,
} from "@lathe/engine";
import { layerMilliseconds } from "../targets.ts";

/** What is compared, where a version has it. */
const metricNames = ["latency", "arena", "energy"] as const;
export type ComparedMetric = (typeof metricNames)[number];

export interface TargetDiff {
  /** As it is written: `pixel4(threads=4)`. */
  readonly name: string;
  /** What the target makes of each version; undefined where there is no such version. */
  readonly before: NetOnTarget | undefined;
  readonly after: NetOnTarget | undefined;
  readonly figures: readonly FigureDiff[];
}

/** A figure in both versions: undefined where there is no such version, a refusal where it is not known. */
export interface FigureDiff {
  readonly name: ComparedMetric;
  readonly metric: Metric;
  readonly before: TargetFigure | Refusal | undefined;
  readonly after: TargetFigure | Refusal | undefined;
  /** After minus before, a version that is not there taking none; undefined where one of them is not known, or only "at least" known. */
  readonly delta: number | undefined;
}

/** Milliseconds of a layer on a target; undefined where they are not known. A layer that is not there takes none. */
export interface LayerLatencyDiff {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly delta: number | undefined;
}

/** Both versions on the targets of either, those of the later first. A target that is not known has been complained of. */
export function onTargets(
  before: ShownNet | undefined,
  after: ShownNet | undefined,
  { layers }: NetDiff,
): readonly TargetDiff[] {
  const names = new Set([...(after?.targets ?? []), ...(before?.targets ?? [])]);
  return [...names].flatMap((name): readonly TargetDiff[] => {
    const [old, now] = [before?.on(name), after?.on(name)];
    if (isRefusal(old) || isRefusal(now)) return [];
    const figures = metricNames.map((metric) => figureDiff(metric, old, now, layers));
    return [{ name, before: old, after: now, figures: figures.filter(isShown) }];
  });
}

/** Only of latency it is said that nothing is known: few devices have memory to plan, or state energy. */
function isShown({ name, before, after }: FigureDiff): boolean {
  return name === "latency" || [before, after].some((figure) => figure !== undefined && !isRefusal(figure));
}

function figureDiff(
  name: ComparedMetric,
  before: NetOnTarget | undefined,
  after: NetOnTarget | undefined,
  layers: readonly LayerDiff[],
): FigureDiff {
  const metric = metricsByName.get(name);
  if (metric === undefined) throw new Error(`There is no metric ${name}.`);
  const [from, to] = [before?.[name], after?.[name]];
  const isKnown = !isRefusal(from) && !isRefusal(to);
  const isExact = isKnown && from?.isAtLeast !== true && to?.isAtLeast !== true;
  const isComparable = isExact || (name === "latency" && leaveOutTheSame(before, after, layers));
  const delta = isKnown && isComparable ? (to?.value ?? 0) - (from?.value ?? 0) : undefined;
  return { name, metric, before: from, after: to, delta };
}

/** Whether the ops without a time are the same in both versions, so that they make no difference. */
function leaveOutTheSame(
  before: NetOnTarget | undefined,
  after: NetOnTarget | undefined,
  layers: readonly LayerDiff[],
): boolean {
  const isUnderstood = [before, after].every((on) => on?.cost.graph.isIncomplete !== true);
  const isKept = ({ status }: LayerDiff) => status === "same" || status === "moved";
  return (
    isUnderstood &&
    layers.every((layer) => isKept(layer) || (isTimed(before, layer.before) && isTimed(after, layer.after)))
  );
}

function isTimed(on: NetOnTarget | undefined, layer: Layer | undefined): boolean {
  return on === undefined || layer === undefined || millisecondsOf(on, layer) !== undefined;
}

/** A layer's milliseconds on a target in both versions. */
export function layerLatency({ before, after }: TargetDiff, layer: LayerDiff): LayerLatencyDiff {
  const of = (on: NetOnTarget | undefined, own: Layer | undefined) =>
    own === undefined || on === undefined ? 0 : millisecondsOf(on, own);
  const [from, to] = [of(before, layer.before), of(after, layer.after)];
  return { before: from, after: to, delta: from === undefined || to === undefined ? undefined : to - from };
}

function millisecondsOf(on: NetOnTarget, { path }: Layer): number | undefined {
  const op = opsOf(on).get(path);
  return op === undefined || isRefusal(on.latency) ? undefined : layerMilliseconds(on, op);
}

function opsOf(on: NetOnTarget): ReadonlyMap<string, number> {
  const known = opsByPath.get(on) ?? new Map(on.cost.graph.ops.map(({ path }, index) => [path, index]));
  opsByPath.set(on, known);
  return known;
}

/** Asked for every layer. */
const opsByPath = new WeakMap<NetOnTarget, ReadonlyMap<string, number>>();

/**
 * `retimed`: the same op, which takes another time on a target, because a policy for that holds, or because it runs in one kernel with
 * others now.
 */
export type RowStatus = LayerStatus | "retimed";

export function rowStatus(targets: readonly TargetDiff[], layer: LayerDiff): RowStatus {
  const isRetimed = layer.status === "same" && targets.some((target) => differs(layerLatency(target, layer)));
  return isRetimed ? "retimed" : layer.status;
}

function differs({ before, after }: LayerLatencyDiff): boolean {
  return before !== after;
}
