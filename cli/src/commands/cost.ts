/** `lathe cost FILE`: what a net costs, in all and per layer. */
import {
  type Bounds,
  type Figures,
  formatBytes,
  formatCount,
  formatDim,
  formatExact,
  type Graph,
  instanceFigures,
  isRefusal,
  lineOf,
  noFigures,
  type ShownNet,
  samplesOf,
  storedType,
  tensorBytes,
  uncompressedCost,
} from "@lathe/engine";
import {
  diagnosticsOf,
  diagnosticText,
  dimJson,
  displayPath,
  exactBytes,
  netTotalsJson,
  type Outcome,
  outcome,
  toJson,
} from "../output.ts";
import { type FileOptions, openProject } from "../project.ts";
import { plainTable } from "../table.ts";
import {
  energyJson,
  estimatesOf,
  latencyJson,
  layerLatencyJson,
  layerLatencyText,
  memoryJson,
  targetText,
} from "../targets.ts";

export async function cost(file: string, options: FileOptions): Promise<Outcome> {
  const opened = await openProject(file, options);
  if (opened.kind !== "opened") return outcome(opened.kind === "usage" ? 2 : 1, "", `${opened.message}\n`);
  const { analysis } = opened;
  const [shown] = analysis.shown;
  const diagnostics = diagnosticsOf(analysis, opened.imported);
  const isAtFault = shown === undefined || diagnostics.some(({ severity }) => severity === "error");
  const note = shown === undefined ? `${file} has no net.\n` : "";
  const code = isAtFault ? 1 : 0;
  if (options.json === true) return outcome(code, toJson(costJson(file, shown, diagnostics)), note);
  const errors = diagnostics.map((diagnostic) => `${diagnosticText(diagnostic)}\n`).join("") + note;
  if (shown === undefined) return outcome(code, "", errors);
  return outcome(code, costText(shown), errors);
}

function costJson(file: string, shown: ShownNet | undefined, diagnostics: readonly unknown[]): unknown {
  const base = { version: 1, file, net: shown?.name ?? null, weights: shown?.weights ?? "random" };
  if (shown === undefined) {
    return {
      ...base,
      counting: "input",
      totals: null,
      uncompressed: null,
      peak: null,
      layers: [],
      latency: [],
      memory: [],
      energy: [],
      diagnostics,
    };
  }
  const { graph, liveness } = shown.cost;
  const totals = netTotalsJson(shown.cost);
  const estimates = estimatesOf(shown);
  const { peakOp } = liveness;
  return {
    ...base,
    counting: graph.countsPaper ? "paper" : "input",
    dims: Object.fromEntries(graph.dims.map(({ name, sample }) => [name, sample])),
    complete: !graph.isIncomplete,
    choices: graph.choices.map(({ address, options, picked }) => ({
      address,
      options,
      picked: options[picked] ?? null,
    })),
    bounds: boundsJson(settledBounds(shown)),
    totals,
    uncompressed: netTotalsJson(uncompressedCost(shown.cost)),
    peak: peakOp === undefined ? null : { at: graph.ops[peakOp]?.path ?? null, live: liveness.liveAt(peakOp) },
    layers: graph.ops.map((op, index) => {
      const figures = shown.cost.figures[index] ?? noFigures;
      const [output] = op.outputs;
      const tensor = output === undefined ? undefined : graph.tensors[output];
      const type = tensor?.type;
      return {
        path: op.path,
        op: op.operator.name,
        file: displayPath(op.name.uri),
        line: lineOf(op.name) + 1,
        output: type?.shape?.map(dimJson) ?? null,
        dtype: tensor === undefined ? null : storedType(tensor).dtype,
        annotations: op.annotations.map(({ reading }) => reading.name),
        macs: amountJson(figures.macs, figures),
        flops: amountJson(figures.flops, figures),
        params: amountJson(figures.params, figures),
        weight_bytes: amountJson(figures.weightBytes, figures),
        output_bytes: output === undefined ? null : (tensorBytes(graph, output, samplesOf(graph)) ?? null),
        latency_ms: layerLatencyJson(estimates, index),
      };
    }),
    instances: graph.instances.flatMap((instance, index) => {
      if (instance.kind === "net") return [];
      const { macs, flops, params } = instanceFigures(shown.cost, index);
      return [{ path: instance.path, kind: instance.kind, name: instance.name, macs, flops, params }];
    }),
    latency: estimates.map(latencyJson),
    memory: estimates.flatMap(memoryJson),
    energy: estimates.flatMap(energyJson),
    diagnostics,
  };
}

function settledBounds(shown: ShownNet): Bounds | undefined {
  const steps = shown.bounds();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** `{ exact, params: { min, max }, … }` with the names of the totals; null without choices. */
function boundsJson(bounds: Bounds | undefined): unknown {
  if (bounds === undefined) return null;
  const { ranges, isExact } = bounds;
  return {
    exact: isExact,
    params: ranges.get("params"),
    macs: ranges.get("macs"),
    flops: ranges.get("flops"),
    size_bytes: ranges.get("size"),
    peak_bytes: ranges.get("peak"),
  };
}

/** Unknown is a value: null, never zero. */
function amountJson(amount: number, { uncounted }: Figures): number | null {
  return uncounted > 0 ? null : amount;
}

function costText(shown: ShownNet): string {
  const { graph, figures, totals, liveness } = shown.cost;
  const estimates = estimatesOf(shown);
  const timed = estimates.filter(({ on }) => !isRefusal(on.latency));
  const table = plainTable(
    ["layer", "operator", "result", "MACs", "params", "alive", ...timed.map(({ name }) => `ms ${name}`)],
    ["left", "left", "left", "right", "right", "right", ...timed.map(() => "right" as const)],
  );
  for (const [index, op] of graph.ops.entries()) {
    const own = figures[index] ?? noFigures;
    const [output] = op.outputs;
    table.push([
      op.path,
      op.operator.name,
      shapeText(graph, output),
      own.uncounted > 0 ? "?" : own.macs === 0 ? "" : formatCount(own.macs),
      own.params === 0 ? "" : formatCount(own.params),
      formatBytes(liveness.bytes[index] ?? 0),
      ...timed.map((estimated) => layerLatencyText(estimated, index)),
    ]);
  }
  const sign = graph.isIncomplete || totals.uncounted > 0 ? "≥ " : "";
  const peakOp = liveness.peakOp;
  const live = peakOp === undefined ? [] : liveness.liveAt(peakOp);
  const dims = graph.dims.map(({ name, sample }) => `${name} = ${sample}`).join(", ");
  const uncompressed = uncompressedCost(shown.cost);
  // Beside what annotations change stands what it was without them.
  const without = (value: number, before: number, format: (value: number) => string) =>
    value === before ? "" : `, without annotations ${format(before)}`;
  const weights = shown.weights === "random" ? "random weights" : `weights from ${shown.weights}`;
  const before = uncompressed.totals;
  const bounds = settledBounds(shown);
  const between = (metric: string, format: (value: number) => string) => {
    const range = bounds?.ranges.get(metric);
    return range === undefined ? "" : `, of ${format(range.min)} … ${format(range.max)}`;
  };
  const lines = [
    `${shown.name}${dims === "" ? "" : ` at ${dims}`}, ${weights}`,
    `  params  ${sign}${formatExact(totals.params)}${without(totals.params, before.params, formatExact)}${between("params", formatCount)}`,
    `  MACs    ${sign}${formatExact(totals.macs)}${graph.countsPaper ? " (transposed convolutions by output)" : ""}${between("macs", formatCount)}`,
    `  FLOPs   ${sign}${formatExact(totals.flops)} (2 × MACs + other arithmetic)${between("flops", formatCount)}`,
    `  size    ${sign}${exactBytes(totals.sizeBytes)} (weights ${exactBytes(totals.weightBytes)})${without(totals.sizeBytes, before.sizeBytes, exactBytes)}${between("size", formatBytes)}`,
    `  peak    ${sign}${exactBytes(liveness.peakBytes)} of activations${peakOp === undefined ? "" : ` at ${graph.ops[peakOp]?.path ?? ""}`}${without(liveness.peakBytes, uncompressed.liveness.peakBytes, exactBytes)}${between("peak", formatBytes)}`,
    ...live.map(({ path, bytes }) => `            ${path}  ${exactBytes(bytes)}`),
    ...choicesText(graph, bounds),
    ...estimates.flatMap(targetText),
  ];
  return `${table.toString()}\n\n${lines.join("\n")}\n`;
}

/** The net is one of many: which, and how sure the bounds are. */
function choicesText({ choices }: Graph, bounds: Bounds | undefined): readonly string[] {
  if (bounds === undefined) return [];
  const how = bounds.isExact
    ? "bounds over all nets"
    : "bounds found by settling one choice after the other, not by trying all nets";
  const shown = choices.slice(0, 10).map(({ address, options, picked }) => {
    const words = options.map((option, index) => (index === picked ? `[${option}]` : option));
    return `            ${address}  ${words.join(" ")}`;
  });
  const more = choices.length > 10 ? [`            … and ${choices.length - 10} more`] : [];
  return [`  choices ${choices.length}, ${how}`, ...shown, ...more];
}

function shapeText(graph: Graph, tensor: number | undefined): string {
  const type = tensor === undefined ? undefined : graph.tensors[tensor]?.type;
  return type?.shape?.map(formatDim).join("×") ?? "?";
}
