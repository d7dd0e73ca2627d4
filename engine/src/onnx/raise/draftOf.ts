/** The calls of a graph as a draft: only those that somebody needs, with what is stored as calls of its own. */
import type { Dim } from "../../base/dim.ts";
import { type Refusal, refuse } from "../../base/report.ts";
import { type Dtype, formatTensor } from "../../base/tensor.ts";
import { int, list, type Value } from "../../base/value.ts";
import { constant } from "../../operators/constant.ts";
import { param } from "../../operators/param.ts";
import { inFloats, resultDtypes } from "../../weights/quantized.ts";
import type { Tensor } from "../../weights/tensor.ts";
import { elementCount } from "../../weights/tensor.ts";
import type { OnnxModel } from "../model.ts";
import { readPreparation } from "../preparation.ts";
import { readStates } from "../states.ts";
import type { GraphCall } from "./call.ts";
import type { Draft, DraftCall, DraftOutput, DraftPort, DraftState, NameHint } from "./draft.ts";
import { valuesRead } from "./draft.ts";
import type { RaisedGraph } from "./graph.ts";
import { hintOf } from "./hints.ts";
import { statedNumbers } from "./statedNumbers.ts";
import type { Symbols } from "./symbols.ts";
import type { GraphValue } from "./values.ts";

/** Idioms took away nodes whose values are needed after all: these are to be read one by one. */
export interface Withdrawn {
  readonly kind: "withdrawn";
  /** First results of the idioms' anchors. */
  readonly anchors: readonly string[];
}

/** Values that are rounded, but are not given by anything that has steps. */
export interface UnfitSteps {
  readonly kind: "unfit-steps";
  readonly values: readonly string[];
}

/** Refuses by the name of a node what cannot be written, if anybody needs it. */
export function draftOf(
  model: OnnxModel,
  graph: RaisedGraph,
  symbols: Symbols,
  calls: readonly GraphCall[],
  opset: number,
): Draft | Withdrawn | UnfitSteps | Refusal {
  const { prepared } = graph;
  const ports: DraftPort[] = [];
  for (const { name } of prepared.inputs) {
    const value = graph.value(name);
    if (value?.seen === undefined) continue;
    const { type } = value.seen;
    const preparation = readPreparation(model.metadata, name, type.shape);
    const steps = prepared.steps.get(name);
    ports.push({
      name,
      value: value.id,
      type,
      ...(preparation !== undefined && { preparation }),
      ...(steps !== undefined && { steps }),
    });
  }
  const ends: DraftOutput[] = [];
  for (const { port, value: name } of prepared.outputs) {
    const value = graph.value(name);
    if (value === undefined) return refuse("not-in-text", `the output \`${port.name.slice(0, 100)}\` is no tensor`);
    ends.push({ name: port.name, value: value.id });
  }
  if (ends.length === 0) return refuse("bad-onnx", "it has no outputs");
  const alive = neededCalls(calls, ends);
  const refused = alive.find(({ refusal }) => refusal !== undefined);
  if (refused?.refusal !== undefined) return refused.refusal;
  const missing = withdrawn(graph, calls, alive, ends);
  if (missing !== undefined) return missing;
  const unfit = unfitSteps(graph, alive, ports);
  if (unfit !== undefined) return unfit;

  const written: DraftCall[] = [];
  const stored = new Set<number>();
  const store = (ids: readonly number[]) => {
    for (const id of ids) {
      const value = graph.valueOf(id);
      if (value?.constant === undefined || stored.has(id)) continue;
      stored.add(id);
      written.push(storedCall(value, value.constant, graph.originOf(value.name)));
    }
  };
  for (const call of alive) {
    const draft = draftCall(call, graph);
    store(valuesRead(draft));
    written.push(draft);
  }
  store(ends.map(({ value }) => value));
  const isForeign = alive.some(({ callee }) => callee.kind === "foreign" && callee.domain === "");
  return {
    name: model.graph.name,
    documentation: model.documentation,
    dims: symbols.dims,
    ...portsOf(model, graph, ports, ends),
    calls: written,
    opset: isForeign ? opset : undefined,
  };
}

/** Which inputs and outputs are those of the net, and which of them are the model's way to have states. */
function portsOf(
  model: OnnxModel,
  graph: RaisedGraph,
  inputs: readonly DraftPort[],
  outputs: readonly DraftOutput[],
): Pick<Draft, "inputs" | "states" | "outputs"> {
  const stated = readStates(model.metadata);
  const remembered = new Set(stated.map(({ input }) => graph.value(input)?.id));
  const ends = new Set<string>();
  const states = stated.flatMap(({ input, output, initial }): readonly DraftState[] => {
    const port = inputs.find(({ name }) => name === input);
    const next = outputs.find(({ name }) => name === output)?.value;
    const type = next === undefined ? undefined : graph.valueOf(next)?.type;
    // A state that becomes what another was: the text would have to say both at once.
    if (port === undefined || next === undefined || remembered.has(next)) return [];
    if (type?.shape === undefined || formatTensor(type) !== formatTensor(port.type)) return [];
    ends.add(output);
    return [{ ...port, initial, next }];
  });
  const kept = outputs.filter(({ name }) => !ends.has(name));
  // A net without outputs says nothing.
  if (kept.length === 0) return { inputs, states: [], outputs };
  const own = new Set(states.map(({ name }) => name));
  return { inputs: inputs.filter(({ name }) => !own.has(name)), states, outputs: kept };
}

/** The calls whose results are read, by outputs or by others that are. */
function neededCalls(calls: readonly GraphCall[], outputs: readonly DraftOutput[]): readonly GraphCall[] {
  const needed = new Set(outputs.map(({ value }) => value));
  const alive: GraphCall[] = [];
  for (const call of calls.toReversed()) {
    if (!call.results.some(({ id }) => needed.has(id))) continue;
    alive.push(call);
    for (const id of valuesRead({ inputs: call.operands, arguments: call.arguments })) needed.add(id);
  }
  return alive.reverse();
}

/** Idioms that stand in the place of something that is needed. */
function withdrawn(
  graph: RaisedGraph,
  calls: readonly GraphCall[],
  alive: readonly GraphCall[],
  outputs: readonly DraftOutput[],
): Withdrawn | undefined {
  const there = new Set(calls.flatMap(({ results }) => results.map(({ id }) => id)));
  for (const { name } of graph.prepared.inputs) {
    const input = graph.value(name);
    if (input !== undefined) there.add(input.id);
  }
  const read = [
    ...outputs.map(({ value }) => value),
    ...alive.flatMap((call) => valuesRead({ inputs: call.operands, arguments: call.arguments })),
  ];
  const names = new Set<string>();
  for (const id of read) {
    const value = graph.valueOf(id);
    if (value !== undefined && value.constant === undefined && !there.has(id)) names.add(value.name);
  }
  if (names.size === 0) return undefined;
  const anchors = calls.flatMap(({ nodes, anchor }) =>
    nodes.length > 1 && nodes.some(({ node }) => node.outputs.some((output) => names.has(output)))
      ? [anchor.node.outputs[0] ?? ""]
      : [],
  );
  if (anchors.length === 0) throw new Error("a value that is needed is given by no call");
  return { kind: "withdrawn", anchors };
}

/** Which rounded values are neither inputs nor the only result of an operator that runtimes have in integers. */
function unfitSteps(
  graph: RaisedGraph,
  alive: readonly GraphCall[],
  inputs: readonly DraftPort[],
): UnfitSteps | undefined {
  const takes = new Set(
    alive.flatMap(({ callee, results }) => {
      const [result, ...others] = results;
      const isOperator = callee.kind === "operator" && callee.operator.inputs.length > 0;
      const isFit = isOperator && callee.operator.quantization.kind !== "float" && others.length === 0;
      return isFit && result?.type?.dtype === "f32" ? [result.name] : [];
    }),
  );
  for (const { name, type } of inputs) if (type.dtype === "f32") takes.add(name);
  const given = new Set(alive.flatMap(({ results }) => results.map(({ id }) => id)));
  const values = [...graph.prepared.steps.keys()].filter((name) => {
    const value = graph.value(name);
    if (value === undefined || takes.has(value.name === name ? name : "")) return false;
    // What nobody needs is not written at all.
    return given.has(value.id) || value.constant !== undefined || inputs.some((port) => port.value === value.id);
  });
  return values.length === 0 ? undefined : { kind: "unfit-steps", values };
}

/** How a call is in integers, and its weights: of operators that runtimes compute in floats the floats. */
function inIntegers(
  { callee, weights, results }: GraphCall,
  graph: RaisedGraph,
): Pick<DraftCall, "annotations" | "weights" | "steps"> {
  const { steps: all, isRounded } = graph.prepared;
  const steps = all.get(results[0]?.name ?? "");
  const isWeighted = callee.kind === "operator" && callee.operator.quantization.kind === "weighted";
  const hasIntegers = [...weights.values()].some(
    ({ quantized }) => quantized !== undefined && resultDtypes.includes(quantized.integers.dtype),
  );
  const own = isWeighted && hasIntegers;
  if (steps === undefined && !own) {
    const floats = new Map([...weights].map(([name, tensor]) => [name, inFloats(tensor)]));
    return { annotations: [], weights: floats };
  }
  // Where nothing is rounded but the weights, results are floats.
  const annotations = [steps !== undefined || isRounded ? "@int8" : "@bits(weights=8)"];
  return { annotations, weights, ...(steps !== undefined && { steps }) };
}

function draftCall(call: GraphCall, graph: RaisedGraph): DraftCall {
  const names = call.weights.size === 0 ? [] : call.nodes.flatMap(({ node }) => node.inputs);
  const storedNames = names.flatMap((name) => graph.originOf(name) ?? []);
  return {
    callee: call.callee,
    inputs: call.operands,
    arguments: call.arguments,
    results: call.results.map(({ id, name, type }) => ({ id, name, type })),
    hint: hintOf(call, storedNames),
    ...inIntegers(call, graph),
  };
}

/** Smaller tensors stand in the text, larger ones in the weights file. */
const statedElements = 8;

/** A stored tensor as a call: numbers in the text, a learned tensor, or a buffer in the weights file. */
function storedCall(value: GraphValue, tensor: Tensor, origin: string | undefined): DraftCall {
  const { dtype, shape } = tensor;
  const count = elementCount(shape);
  const numbers = count <= statedElements ? statedNumbers(value.small) : undefined;
  const extents = list(shape.map((extent: Dim) => int(extent)));
  const result = { id: value.id, name: value.name, type: { dtype, shape } };
  const hint: NameHint = { weights: origin, scope: [], node: value.name };
  const common = { inputs: [], results: [result], hint, annotations: [] } as const;
  if (numbers !== undefined) {
    const isList = shape.length === 1;
    return {
      ...common,
      callee: { kind: "operator", operator: constant },
      arguments: new Map<string, Value>([
        ["value", shape.length === 0 ? (numbers[0] ?? int(0)) : list(numbers)],
        ...(shape.length === 0 || (isList && count > 0) ? [] : ([["shape", extents]] as const)),
        ...dtypeArgument(dtype),
      ]),
      weights: new Map(),
    };
  }
  const weights = new Map([["", inFloats(tensor)]]);
  // What an exporter names is a parameter of the model; the numbers of Constant nodes are part of its text.
  if (dtype === "f32" && origin !== undefined && shape.length > 0) {
    return {
      ...common,
      callee: { kind: "operator", operator: param },
      arguments: new Map<string, Value>([["shape", extents]]),
      weights,
    };
  }
  return {
    ...common,
    callee: { kind: "operator", operator: constant },
    arguments: new Map<string, Value>([["value", int(0)], ["shape", extents], ...dtypeArgument(dtype)]),
    weights,
  };
}

function dtypeArgument(dtype: Dtype): readonly (readonly [string, Value])[] {
  return dtype === "f32" ? [] : [["dtype", { kind: "dtype", dtype }]];
}
