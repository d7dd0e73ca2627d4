/** `lathe diff --json`: one document, amounts as numbers, `null` where one is not known. */
import type { Layer, LayerAmountName, LayerAmounts, LayerDiff, TotalName } from "@lathe/engine";
import { dimJson, netTotalsJson } from "../output.ts";
import { type Comparison, countsOf, type NetComparison, type Side } from "./comparison.ts";

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

/** The first net that both files have stands at the top, with its layers; `nets` has the totals of all. */
export function diffJson(comparison: Comparison): unknown {
  const { before, after, nets } = comparison;
  const shown = nets.find(({ status }) => status === "changed" || status === "same") ?? nets[0];
  return {
    version: 1,
    before: sideJson(shown?.before ?? { file: before, net: undefined }),
    after: sideJson(shown?.after ?? { file: after, net: undefined }),
    totals: shown === undefined ? [] : totalsJson(shown),
    layers: shown?.diff.layers.map(layerDiffJson) ?? [],
    nets: nets.map((net) => ({
      net: net.name,
      status: net.status,
      totals: totalsJson(net),
      layers: countsOf(net.diff),
    })),
  };
}

function sideJson({ file, net }: Side): unknown {
  if (net === undefined) return { file, net: null, totals: null, peak: null };
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
  };
}

function totalsJson({ diff }: NetComparison): unknown {
  return diff.totals.map(({ name, before = null, after = null, delta = null }) => ({
    metric: totalNames[name],
    before,
    after,
    delta,
  }));
}

function layerDiffJson({ status, before, after, delta, parameters }: LayerDiff): unknown {
  return {
    path: (after ?? before)?.path ?? "",
    status,
    ...(status === "moved" && { from: before?.path }),
    before: before === undefined ? null : layerJson(before),
    after: after === undefined ? null : layerJson(after),
    delta: amountsJson(delta),
    parameters,
  };
}

function layerJson({ path, operator, output, annotations, amounts }: Layer): unknown {
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
