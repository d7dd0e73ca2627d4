/** `lathe diff --json`: one document, amounts as numbers, `null` where one is not known. */
import type { Layer, LayerAmountName, LayerAmounts, LayerDiff, TotalName } from "@lathe/engine";
import { isRefusal } from "@lathe/engine";
import { dimJson, netTotalsJson } from "../output.ts";
import { energyJson, estimatedOn, latencyJson, memoryJson } from "../targets.ts";
import { type Comparison, countsOf, type NetComparison, type Side } from "./comparison.ts";
import { type ComparedMetric, type FigureDiff, layerLatency, type TargetDiff } from "./onTargets.ts";

const totalNames: Readonly<Record<TotalName, string>> = {
  params: "params",
  macs: "macs",
  flops: "flops",
  weightBytes: "weight_bytes",
  sizeBytes: "size_bytes",
  peakBytes: "peak_bytes",
};

const amountNames: readonly (readonly [LayerAmountName, string])[] = [
  ["macs", "macs"],
  ["flops", "flops"],
  ["params", "params"],
  ["weightBytes", "weight_bytes"],
  ["sizeBytes", "size_bytes"],
  ["outputBytes", "output_bytes"],
  ["liveBytes", "live_bytes"],
];

/** With the units of the figures: latency in ms, as everywhere in JSON. */
const targetMetrics: Readonly<Record<ComparedMetric, { readonly name: string; readonly factor: number }>> = {
  latency: { name: "latency_ms", factor: 1000 },
  arena: { name: "arena_bytes", factor: 1 },
  energy: { name: "energy_joules", factor: 1 },
};

/** The first net that both files have stands at the top, with its layers; `nets` has the totals of all. */
export function diffJson(comparison: Comparison): unknown {
  const { before, after, nets } = comparison;
  const shown = nets.find(({ status }) => status === "changed" || status === "same") ?? nets[0];
  return {
    version: 1,
    before: sideJson(shown?.before ?? { file: before, net: undefined }, shown?.targets ?? []),
    after: sideJson(shown?.after ?? { file: after, net: undefined }, shown?.targets ?? []),
    totals: shown === undefined ? [] : totalsJson(shown),
    layers: shown?.diff.layers.map((layer) => layerDiffJson(layer, shown.targets)) ?? [],
    nets: nets.map((net) => ({
      net: net.name,
      status: net.status,
      totals: totalsJson(net),
      layers: countsOf(net.diff),
    })),
  };
}

function sideJson({ file, net }: Side, targets: readonly TargetDiff[]): unknown {
  if (net === undefined) return { file, net: null, totals: null, peak: null, latency: [], memory: [], energy: [] };
  const estimates = targets.flatMap(({ name }) => estimatedOn(net, name));
  const { graph, liveness } = net.cost;
  const { peakOp } = liveness;
  return {
    file,
    net: net.name,
    counting: graph.countsPaper ? "paper" : "input",
    dims: Object.fromEntries(graph.dims.map(({ name, sample }) => [name, sample])),
    complete: !graph.isIncomplete,
    totals: netTotalsJson(net.cost),
    peak: peakOp === undefined ? null : { at: graph.ops[peakOp]?.path ?? null, live: liveness.liveAt(peakOp) },
    latency: estimates.map(latencyJson),
    memory: estimates.flatMap(memoryJson),
    energy: estimates.flatMap(energyJson),
  };
}

/** Those of the net wherever it runs, then those on each target, which they name. */
function totalsJson({ diff, targets }: NetComparison): unknown {
  return [
    ...diff.totals.map(({ name, before = null, after = null, delta = null }) => ({
      metric: totalNames[name],
      before,
      after,
      delta,
    })),
    ...targets.flatMap(({ name, figures }) => figures.map((figure) => figureJson(name, figure))),
  ];
}

function figureJson(target: string, { name: metric, before, after, delta }: FigureDiff): unknown {
  const { name, factor } = targetMetrics[metric];
  const value = (figure: FigureDiff["before"]) =>
    figure === undefined || isRefusal(figure) ? null : figure.value * factor;
  return {
    metric: name,
    target,
    before: value(before),
    after: value(after),
    delta: delta === undefined ? null : delta * factor,
  };
}

function layerDiffJson(layer: LayerDiff, targets: readonly TargetDiff[]): unknown {
  const { status, before, after, delta, parameters } = layer;
  const latencies = targets.map((target) => [target.name, layerLatency(target, layer)] as const);
  const latencyOf = (side: "before" | "after" | "delta") => ({
    latency_ms: Object.fromEntries(latencies.map(([name, latency]) => [name, latency[side] ?? null])),
  });
  return {
    path: (after ?? before)?.path ?? "",
    status,
    ...(status === "moved" && { from: before?.path }),
    before: before === undefined ? null : { ...layerJson(before), ...latencyOf("before") },
    after: after === undefined ? null : { ...layerJson(after), ...latencyOf("after") },
    delta: { ...amountsJson(delta), ...latencyOf("delta") },
    parameters,
  };
}

function layerJson({ path, operator, output, annotations, amounts }: Layer): object {
  return {
    path,
    op: operator,
    output: output?.shape?.map(dimJson) ?? null,
    dtype: output?.dtype ?? null,
    annotations,
    ...amountsJson(amounts),
  };
}

/** Unknown is a value: null, never zero. */
function amountsJson(amounts: LayerAmounts): Readonly<Record<string, number | null>> {
  return Object.fromEntries(amountNames.map(([name, written]) => [written, amounts[name] ?? null]));
}
