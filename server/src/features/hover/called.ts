/** A call: the formula with its numbers, every figure, every instance. */

import {
  amountOf,
  evaluateDim,
  type Figures,
  formatBytes,
  formatCount,
  formatDim,
  formatExact,
  formatTensor,
  formulaText,
  type Graph,
  instanceFigures,
  isRefusal,
  macsOf,
  noFigures,
  type Op,
  opsWithin,
  samplesOf,
  storedType,
  sumDims,
  sumFigures,
  symbolicFigures,
  symbolsOfDim,
  tensorBytes,
} from "@lathe/engine";
import { opsText, targetsOf } from "../../latency.ts";
import { declarationOf } from "../../neighbours.ts";
import { type Called, calledAt, wordAt } from "../at.ts";
import { declarationDocs, operatorDocs } from "../docs.ts";
import { sourceOf } from "./annotations.ts";
import { opsOnTargets } from "./latency.ts";
import type { HoverPart, HoverPlace } from "./part.ts";

/** More instances than this are summed up in a last row. */
const maximumRows = 8;

/** Formulas of more ops are not added up: nobody reads them. */
const maximumSymbolic = 200;

export const called: HoverPart = (at) => {
  const { analysis, offset } = at;
  const word = wordAt(analysis.text, offset);
  const found = word === undefined ? undefined : calledAt(analysis, offset);
  if (word === undefined || found === undefined) return undefined;
  return { text: calledText(at, found, word.word), start: word.start, end: word.start + word.word.length };
};

function calledText(at: HoverPlace, called: Called, name: string): string {
  const { of, ops, instances } = called;
  const { graph } = of.cost;
  const [first] = ops;
  const op = first === undefined ? undefined : graph.ops[first];
  if (op !== undefined) return [opHead(at, graph, op), ...opFigures(called), operatorDocs(op.operator)].join("\n\n");
  const figures = sumFigures(instances.map((index) => instanceFigures(of.cost, index)));
  const result = graph.instances[instances[0] ?? -1]?.results[0];
  const type = result === undefined ? undefined : graph.tensors[result]?.type;
  const declaration = declarationOf(at.neighbours, at.analysis.module, name);
  const docs = declaration === undefined ? "" : declarationDocs(declaration);
  const head = type === undefined ? `**${name}**` : `**${name}** → \`${formatTensor(type)}\``;
  const inside = opsWithin(graph, instances);
  const symbolic = symbolicText(
    graph,
    inside.flatMap((index) => graph.ops[index] ?? []),
  );
  return [head, instanceTable(called), symbolic, opsOnTargets(of, inside), figuresTable(called, figures), docs]
    .filter((part) => part !== "")
    .join("\n\n");
}

function opHead(at: HoverPlace, graph: Graph, op: Op): string {
  const types = op.outputs.flatMap((id) => graph.tensors[id] ?? []).map((entry) => formatTensor(storedType(entry)));
  const head = `**${op.path}** → ${types.map((type) => `\`${type}\``).join(", ")}`;
  const held = op.annotations.map((applied) => `\`@${applied.reading.name}\` (${sourceOf(at, applied, op)})`);
  const other = op.tied === undefined ? undefined : graph.ops[op.tied.op]?.path;
  return [
    head,
    ...(held.length === 0 ? [] : [`held by ${held.join(", ")}`]),
    ...(other === undefined ? [] : [`its weights are those of \`${other}\`, and are counted there`]),
  ].join("  \n");
}

function opFigures(called: Called): string[] {
  const { of, ops } = called;
  const { cost } = of;
  const { graph } = cost;
  const [first] = ops;
  const op = first === undefined ? undefined : graph.ops[first];
  if (op === undefined || first === undefined) return [];
  const parts: string[] = [];
  const macs = macsOf(graph, op);
  const samples = samplesOf(graph);
  if (macs.length > 0)
    parts.push(`MACs = ${formulaText(macs, samples)} = **${formatExact(evaluateDim(amountOf(macs), samples) ?? 0)}**`);
  const other = op.call.arithmetic ?? [];
  if (other.length > 0) {
    const flops = symbolicFigures(graph, op).flops;
    parts.push(
      `FLOPs = 2 × MACs + ${formulaText(other, samples)} = **${formatExact(evaluateDim(flops, samples) ?? 0)}**`,
    );
  }
  const symbolic = symbolicText(graph, [op]);
  if (symbolic !== "") parts.push(symbolic);
  const weights = (op.call.weights ?? []).map(
    ({ name, shape }) => `\`${name === "" ? op.path : name}\` [${shape.map(formatDim).join(", ")}]`,
  );
  if (weights.length > 0) parts.push(`weights: ${weights.join(", ")}`);
  const [output] = op.outputs;
  const bytes = output === undefined ? undefined : tensorBytes(graph, output, samples);
  if (bytes !== undefined)
    parts.push(`result: ${formatBytes(bytes)}, alive meanwhile: ${formatBytes(cost.liveness.bytes[first] ?? 0)}`);
  if (cost.liveness.peakOp !== undefined && ops.includes(cost.liveness.peakOp)) {
    const live = cost.liveness
      .liveAt(cost.liveness.peakOp)
      .map(({ path, bytes: size }) => `\`${path}\` ${formatBytes(size)}`);
    parts.push(`**The peak is here**, ${formatBytes(cost.liveness.peakBytes)}: ${live.join(" + ")}`);
  }
  const table = ops.length > 1 ? [instanceTable(called)] : [];
  const figures = sumFigures(ops.map((index) => cost.figures[index] ?? noFigures));
  const times = opsOnTargets(of, ops);
  return [parts.join("  \n"), ...table, ...(times === "" ? [] : [times]), figuresTable(called, figures)];
}

function instanceTable({ of, ops, instances }: Called): string {
  const { graph, figures } = of.cost;
  const times = targetsOf(of).filter(({ on }) => !isRefusal(on.latency));
  const rows = [
    ...ops.map((index) => ({
      path: graph.ops[index]?.path ?? "",
      result: graph.ops[index]?.outputs[0],
      figures: figures[index] ?? noFigures,
      inside: () => [index],
    })),
    ...instances.map((index) => ({
      path: graph.instances[index]?.path ?? "",
      result: graph.instances[index]?.results[0],
      figures: instanceFigures(of.cost, index),
      inside: () => opsWithin(graph, [index]),
    })),
  ];
  if (rows.length < 2) return "";
  const lines = rows.slice(0, maximumRows).map(({ path, result, figures: own, inside }) => {
    const type = result === undefined ? undefined : graph.tensors[result]?.type;
    const shape = type?.shape?.map(formatDim).join("×") ?? "?";
    const cells = times.map(({ on }) => ` ${opsText(on, inside()) ?? ""} |`).join("");
    return `| \`${path}\` | ${shape} | ${formatCount(own.macs)} | ${formatCount(own.params)} |${cells}`;
  });
  const heads = times.map(({ name }) => ` ${name} |`).join("");
  const rules = times.map(() => "--:|").join("");
  if (rows.length > maximumRows)
    lines.push(`| … ${rows.length - maximumRows} more | | | |${times.map(() => " |").join("")}`);
  return `| ×${rows.length} in ${of.name} | result | MACs | params |${heads}\n|:--|:--|--:|--:|${rules}\n${lines.join("\n")}`;
}

function figuresTable({ of }: Called, figures: Figures): string {
  const { totals, graph } = of.cost;
  const line = [
    `${formatCount(figures.macs)} MACs${shareText(figures.macs, totals.macs)}`,
    `${formatCount(figures.flops)} FLOPs`,
    `${formatCount(figures.params)} params${shareText(figures.params, totals.params)}`,
    `${formatBytes(figures.sizeBytes)} stored`,
  ].join(" · ");
  const paper = graph.countsPaper ? " Transposed convolutions count by their output positions (`counting paper`)." : "";
  return `${line}  \n${countingRule}${paper}`;
}

/** What the two counts mean: other tools mean other things by the same words. */
const countingRule =
  "*MACs as torchvision and fvcore count them: convolutions, matrix products, attention, recurrent gates. FLOPs = 2 × MACs + other arithmetic.*";

/** The amounts of some ops as formulas over the dims; empty where no dim is in them, or there are too many to add. */
function symbolicText(graph: Graph, ops: readonly Op[]): string {
  if (graph.dims.length === 0 || ops.length > maximumSymbolic) return "";
  const all = ops.map((op) => symbolicFigures(graph, op));
  const macs = sumDims(all.map((figures) => figures.macs));
  const flops = sumDims(all.map((figures) => figures.flops));
  if (symbolsOfDim(macs).size === 0 && symbolsOfDim(flops).size === 0) return "";
  return `for all sizes: \`${formatDim(macs)}\` MACs, \`${formatDim(flops)}\` FLOPs`;
}

/** ` (2.9 %)`; nothing where there is nothing to share. */
function shareText(part: number, whole: number): string {
  if (part === 0 || whole === 0) return "";
  const percent = (100 * part) / whole;
  return percent < 0.05 ? " (< 0.1 %)" : ` (${percent.toFixed(1)} %)`;
}
