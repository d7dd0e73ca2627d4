/** The whole story of what is under the cursor: the formula with its numbers, every figure, every instance. */

import {
  type Analysis,
  amountOf,
  evaluateDim,
  type Figures,
  findCallable,
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
  nameOfKind,
  noFigures,
  type Op,
  operatorsByName,
  samplesOf,
  storedType,
  sumFigures,
  symbolicFigures,
  symbolsOfDim,
  tensorBytes,
  type Value,
} from "@lathe/engine";
import { type Hover, MarkupKind } from "vscode-languageserver";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { boundAt, type Called, calledAt, wordAt } from "./at.ts";
import { declarationDocs, operatorDocs } from "./docs.ts";

/** More instances than this are summed up in a last row. */
const maximumRows = 8;

export function hover(analysis: Analysis, offset: number): Hover | undefined {
  const word = wordAt(analysis.text, offset);
  if (word === undefined) return undefined;
  const { lines } = analysis.module.file;
  const range = toRange(lines, { start: word.start, end: word.start + word.word.length });
  const text = textAt(analysis, offset, word);
  return text === undefined ? undefined : { contents: { kind: MarkupKind.Markdown, value: text }, range };
}

function textAt(
  analysis: Analysis,
  offset: number,
  { word, start }: { readonly word: string; readonly start: number },
): string | undefined {
  const called = calledAt(analysis, offset);
  if (called !== undefined) return calledText(analysis, called, word);
  const argument = /^\s*=(?!=)/.test(analysis.text.slice(start + word.length))
    ? argumentText(analysis, word, start)
    : undefined;
  if (argument !== undefined) return argument;
  const bound = boundAt(analysis, word, offset);
  if (bound !== undefined) return `\`\`\`lathe\n${word}: ${describe(bound.value)}\n\`\`\``;
  return callableText(analysis, word);
}

function callableText(analysis: Analysis, name: string): string | undefined {
  const own = analysis.module.declarations.get(name);
  if (own !== undefined) return declarationDocs(own);
  const operator = operatorsByName.get(name);
  return operator === undefined ? undefined : operatorDocs(operator);
}

/** A named argument: the parameter of the operator that stands before it. */
function argumentText(analysis: Analysis, name: string, start: number): string | undefined {
  const before = analysis.text.slice(Math.max(0, start - 400), start);
  const callees = [...before.matchAll(/([A-Za-z_]\w*)\s*\(/g)];
  for (const [, callee] of callees.toReversed()) {
    const parameter = operatorsByName.get(callee ?? "")?.parameters[name];
    if (parameter === undefined) continue;
    const value = parameter.default.kind === "required" ? "required" : `default: ${parameter.default.text}`;
    return `\`\`\`lathe\n${name}: ${parameter.type}\n\`\`\`\n\n${parameter.doc} (${value})`;
  }
  return undefined;
}

function describe(value: Value): string {
  switch (value.kind) {
    case "tensor":
      return formatTensor(value.type);
    case "number":
      return typeof value.value === "number" ? `${value.value}` : formatDim(value.value);
    case "bool":
    case "string":
      return JSON.stringify(value.value);
    case "list":
      return `[${value.items.slice(0, 12).map(describe).join(", ")}${value.items.length > 12 ? ", …" : ""}]`;
    case "callable":
      return value.name;
    case "dtype":
      return value.dtype;
    default:
      return nameOfKind(value);
  }
}

function calledText(analysis: Analysis, called: Called, name: string): string {
  const { of, ops, instances } = called;
  const { graph } = of.cost;
  const [first] = ops;
  const op = first === undefined ? undefined : graph.ops[first];
  if (op !== undefined) return [opHead(graph, op), ...opFigures(called), operatorDocs(op.operator)].join("\n\n");
  const figures = sumFigures(instances.map((index) => instanceFigures(of.cost, index)));
  const result = graph.instances[instances[0] ?? -1]?.results[0];
  const type = result === undefined ? undefined : graph.tensors[result]?.type;
  const callable = findCallable(
    { imported: () => ({ kind: "refusal", code: "silent", message: "" }) },
    analysis.module,
    undefined,
    name,
  );
  const docs = !isRefusal(callable) && callable.kind === "declared" ? declarationDocs(callable.declaration) : "";
  const head = type === undefined ? `**${name}**` : `**${name}** → \`${formatTensor(type)}\``;
  return [head, instanceTable(called), figuresTable(called, figures), docs].filter((part) => part !== "").join("\n\n");
}

function opHead(graph: Graph, op: Op): string {
  const types = op.outputs.flatMap((id) => graph.tensors[id] ?? []).map((entry) => formatTensor(storedType(entry)));
  const head = `**${op.path}** → ${types.map((type) => `\`${type}\``).join(", ")}`;
  const held = op.annotations.map(({ reading }) => `\`@${reading.name}\``);
  const other = op.tied === undefined ? undefined : graph.ops[op.tied.op]?.path;
  return [
    head,
    ...(held.length === 0 ? [] : [`held by ${held.join(" ")}`]),
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
  const symbolic = symbolicFigures(graph, op);
  if (symbolsOfDim(symbolic.macs).size > 0) parts.push(`for all sizes: \`${formatDim(symbolic.macs)}\` MACs`);
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
  return [parts.join("  \n"), ...table, figuresTable(called, figures)];
}

function instanceTable({ of, ops, instances }: Called): string {
  const { graph, figures } = of.cost;
  const rows = [
    ...ops.map((index) => ({
      path: graph.ops[index]?.path ?? "",
      result: graph.ops[index]?.outputs[0],
      figures: figures[index] ?? noFigures,
    })),
    ...instances.map((index) => ({
      path: graph.instances[index]?.path ?? "",
      result: graph.instances[index]?.results[0],
      figures: instanceFigures(of.cost, index),
    })),
  ];
  if (rows.length < 2) return "";
  const lines = rows.slice(0, maximumRows).map(({ path, result, figures: own }) => {
    const type = result === undefined ? undefined : graph.tensors[result]?.type;
    const shape = type?.shape?.map(formatDim).join("×") ?? "?";
    return `| \`${path}\` | ${shape} | ${formatCount(own.macs)} | ${formatCount(own.params)} |`;
  });
  if (rows.length > maximumRows) lines.push(`| … ${rows.length - maximumRows} more | | | |`);
  return `| ×${rows.length} in ${of.name} | result | MACs | params |\n|:--|:--|--:|--:|\n${lines.join("\n")}`;
}

function figuresTable({ of }: Called, figures: Figures): string {
  const { totals } = of.cost;
  return [
    `${formatCount(figures.macs)} MACs${shareText(figures.macs, totals.macs)}`,
    `${formatCount(figures.flops)} FLOPs`,
    `${formatCount(figures.params)} params${shareText(figures.params, totals.params)}`,
    `${formatBytes(figures.sizeBytes)} stored`,
  ].join(" · ");
}

/** ` (2.9 %)`; nothing where there is nothing to share. */
function shareText(part: number, whole: number): string {
  if (part === 0 || whole === 0) return "";
  const percent = (100 * part) / whole;
  return percent < 0.05 ? " (< 0.1 %)" : ` (${percent.toFixed(1)} %)`;
}

export const hoverFeature: Feature = {
  name: "hover",
  capabilities: { hoverProvider: true },
  attach(connection, host) {
    connection.onHover(({ textDocument, position }) =>
      host.answer(
        "hover",
        textDocument.uri,
        null,
        (analysis) => hover(analysis, toOffset(analysis.module.file.lines, position)) ?? null,
      ),
    );
  },
};
