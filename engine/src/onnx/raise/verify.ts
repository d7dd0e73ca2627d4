/** Holds a text against the draft that it was written from: the same ops on the same values, with the same types. */
import { formatDim } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import { formatTensor } from "../../base/tensor.ts";
import type { Graph, Op } from "../../graph/graph.ts";
import type { Program } from "../../semantics/callable.ts";
import { elaborateNet } from "../../semantics/elaborate/net.ts";
import { readModule } from "../../semantics/module.ts";
import { readSource } from "../../syntax/read.ts";
import { weightName } from "../../weights/match.ts";
import { inputName, resultName, type Steps, stepsNames } from "../../weights/quantized.ts";
import type { Tensor } from "../../weights/tensor.ts";
import type { Draft, DraftCall } from "./draft.ts";
import { valueText } from "./valueText.ts";

/** Where a text stands while it is held against its draft. */
const uri = "file:///imported.net";

/**
 * Elaborates a text and compares it with the draft, whose calls are given in the text's order. Gives the weights by the names that
 * they have in the text. Refuses with the first difference: that is a fault of the text's writer.
 */
export function verified(
  draft: Draft,
  order: readonly DraftCall[],
  text: string,
): ReadonlyMap<string, Tensor> | Refusal {
  const graph = graphOf(text);
  if (isRefusal(graph)) return graph;
  if (graph.ops.length !== order.length) return differs(`it has ${graph.ops.length} ops for ${order.length} calls`);
  const values = new Map<number, number>();
  for (const [index, { value, type }] of draft.inputs.entries()) {
    const port = graph.inputs[index];
    const own = port === undefined ? undefined : graph.tensors[port.tensor]?.type;
    if (port === undefined || own === undefined || formatTensor(own) !== formatTensor(type)) {
      return differs(`its input ${index} is another`);
    }
    values.set(port.tensor, value);
  }
  for (const [index, { value, type, initial }] of draft.states.entries()) {
    const port = graph.states[index];
    const own = port === undefined ? undefined : graph.tensors[port.tensor]?.type;
    if (
      port === undefined ||
      own === undefined ||
      formatTensor(own) !== formatTensor(type) ||
      port.initial !== initial
    ) {
      return differs(`its state ${index} is another`);
    }
    values.set(port.tensor, value);
  }
  const weights = new Map<string, Tensor>();
  for (const [index, { steps }] of draft.inputs.entries()) {
    const name = graph.inputs[index]?.name;
    if (steps !== undefined && name !== undefined) addSteps(inputName(name), steps, weights);
  }
  for (const [index, call] of order.entries()) {
    const op = graph.ops[index];
    if (op === undefined) return differs("an op is missing");
    const problem = difference(graph, op, call, values) ?? addWeights(op, call, weights);
    if (problem !== undefined) return differs(`\`${op.path}\`: ${problem}`);
  }
  for (const [index, { value }] of draft.outputs.entries()) {
    if (values.get(graph.outputs[index]?.tensor ?? -1) !== value) return differs(`its output ${index} is another`);
  }
  for (const [index, { next }] of draft.states.entries()) {
    if (values.get(graph.states[index]?.next ?? -1) !== next) return differs(`its state ${index} goes on otherwise`);
  }
  return weights;
}

function differs(message: string): Refusal {
  return refuse("unfaithful-text", message);
}

/** The graph of the first net of a text. Refuses a text with errors by the first of them. */
function graphOf(text: string): Graph | Refusal {
  const source = readSource(text);
  const module = readModule(uri, source);
  const program: Program = { imported: () => refuse("silent", "nothing is imported") };
  const net = [...module.declarations.values()].find((declaration) => declaration.kind === "net");
  if (net === undefined || net.kind !== "net") return differs("it holds no net");
  const elaborated = elaborateNet(program, net);
  const error = [...source.reports, ...module.reports, ...elaborated.reports].find(
    ({ severity }) => severity === "error",
  );
  if (error === undefined && !elaborated.graph.isIncomplete) return elaborated.graph;
  const at = error === undefined ? "" : ` at "${text.slice(error.span.start, error.span.end).slice(0, 60)}"`;
  return differs(`${error?.message ?? "it is incomplete"}${at}`);
}

/** What is another in an op than in its call; enters what the op gives. */
function difference(
  graph: Graph,
  op: Op,
  { callee, inputs, arguments: given, results, annotations }: DraftCall,
  values: Map<number, number>,
): string | undefined {
  const { foreign } = op.call;
  const isSame =
    callee.kind === "operator"
      ? op.operator === callee.operator
      : foreign?.name === callee.name && foreign.domain === callee.domain;
  if (!isSame) return "another operator";
  const places =
    foreign === undefined
      ? op.inputs.slice(0, inputs.length)
      : foreign.inputs.map((at) => (at === undefined ? undefined : op.inputs[at]));
  if (places.length !== inputs.length) return "other operands";
  for (const [index, operand] of inputs.entries()) {
    const id = places[index];
    const source = id === undefined ? undefined : graph.tensors[id]?.source;
    const fits =
      operand.kind === "none"
        ? id === undefined
        : operand.kind === "number"
          ? source?.kind === "literal" && source.value === operand.value
          : id !== undefined && values.get(id) === operand.id;
    if (!fits) return `operand ${index} is another`;
  }
  if (op.annotations.length !== annotations.length) return "other annotations";
  for (const [name, value] of foreign?.attributes ?? []) {
    const own = given.get(name);
    if (own === undefined || valueText(own, String, true) !== valueText(value, String, true))
      return `\`${name}\` is another`;
  }
  if (foreign !== undefined && foreign.attributes.size !== given.size) return "other attributes";
  const tensors = [...given].flatMap(([name, value]) => (value.kind === "tensor" ? [[name, value.id] as const] : []));
  for (const [name, id] of tensors) {
    const index = op.call.tensorArguments?.indexOf(name) ?? -1;
    if (index < 0 || values.get(op.inputs[inputs.length + index] ?? -1) !== id) return `\`${name}\` is another`;
  }
  if (op.outputs.length !== results.length) return "another number of results";
  for (const [index, { id, type }] of results.entries()) {
    const own = op.outputs[index];
    const actual = own === undefined ? undefined : graph.tensors[own]?.type;
    if (own === undefined || actual === undefined) return "a result is missing";
    if (type !== undefined && formatTensor(actual) !== formatTensor(type)) {
      return `result ${index} is ${formatTensor(actual)}, not ${formatTensor(type)}`;
    }
    values.set(own, id);
  }
  return undefined;
}

function addSteps(name: string, { scale, zero }: Steps, weights: Map<string, Tensor>): void {
  const [scaleName, zeroName] = stepsNames(name);
  weights.set(scaleName, scale);
  weights.set(zeroName, zero);
}

function addWeights(op: Op, call: DraftCall, weights: Map<string, Tensor>): string | undefined {
  const wanted = new Set((op.call.weights ?? []).map(({ name }) => name));
  for (const [name, tensor] of call.weights) {
    const weight = op.call.weights?.find((candidate) => candidate.name === name);
    if (weight === undefined) return `it has no weight \`${name}\``;
    const shape = weight.shape.map(formatDim).join(", ");
    if (shape !== tensor.shape.join(", ")) return `its weight \`${name}\` is [${shape}]`;
    wanted.delete(name);
    const full = weightName(op.path, name);
    weights.set(full, tensor.quantized?.integers ?? tensor);
    if (tensor.quantized !== undefined) addSteps(full, tensor.quantized, weights);
  }
  if (call.steps !== undefined) addSteps(resultName(op.path), call.steps, weights);
  const [missing] = (op.call.weights ?? []).filter(({ name, values }) => wanted.has(name) && values === undefined);
  return missing === undefined ? undefined : `nothing is given for its weight \`${missing.name}\``;
}
