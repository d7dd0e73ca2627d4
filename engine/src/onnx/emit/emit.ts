/** Writes the graph of a net as an ONNX model. Values and nodes are called as the paths of the net. */
import { addDim, type Dim, equalDims, formatDim, mulDim, substituteDim, symbolDim } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { TensorType } from "../../base/tensor.ts";
import type { Graph, Op } from "../../graph/graph.ts";
import type { Weight } from "../../operators/operator.ts";
import { weightName } from "../../weights/match.ts";
import { inFloats, inputName, isInIntegers, resultName, type Steps } from "../../weights/quantized.ts";
import type { Tensor } from "../../weights/tensor.ts";
import type { EmittedCall, EmittedValue } from "../facet.ts";
import type { OnnxModel, OnnxValue } from "../model.ts";
import { facets } from "../ops/index.ts";
import { statesEntry } from "../states.ts";
import { emitForeign } from "./foreign.ts";
import { GraphWriter, type SymbolPlace } from "./writer.ts";

export interface EmitOptions {
  /** Version of ONNX's operator set, from 13. */
  readonly opset: number;
  /** The numbers of a weight, by its name in the net: `layer1.0.conv1.weight`. */
  readonly weights: (name: string, weight: Weight, op: Op) => Tensor;
  /** In what steps the result of an op in integers, or an input, is rounded, by `resultName` or `inputName`. */
  readonly steps?: (name: string) => Steps | undefined;
  readonly producer: OnnxModel["producer"];
  /** More of what the model says of itself. */
  readonly metadata?: ReadonlyMap<string, string>;
  readonly documentation?: string;
}

/** The opset that is written where nobody asks for another. */
export const defaultOpset = 17;
export const opsetRange = { lowest: 13, highest: 25 } as const;

/** Version of the file format that came with an operator set (onnx, "ONNX Versioning"). */
const irVersions: readonly (readonly [opset: number, version: number])[] = [
  [25, 13],
  [24, 12],
  [23, 11],
  [21, 10],
  [19, 9],
  [15, 8],
];

/**
 * Writes a net. Refuses one that is not understood as a whole, an operator that ONNX or the opset has no nodes for, and
 * extents that a running model cannot know, with the path of the op. Never throws.
 */
export function emitModel(graph: Graph, options: EmitOptions): OnnxModel | Refusal {
  const { opset } = options;
  if (graph.isIncomplete) {
    return refuse("incomplete-net", `the net \`${graph.name}\` has errors`, { help: "Correct them first." });
  }
  if (opset < opsetRange.lowest || opset > opsetRange.highest) {
    const message = `opset ${opset} cannot be written: Lathe writes ${opsetRange.lowest} to ${opsetRange.highest}`;
    return refuse("bad-opset", message, { help: "Leave it out, or choose another." });
  }
  const writer = new GraphWriter(opset, symbolPlaces(graph));
  const names = new Map<number, string>();
  for (const { name, tensor } of [...graph.inputs, ...graph.states]) names.set(tensor, writer.name(name));
  const outputs = outputNames(graph, writer);
  for (const { name, tensor } of graph.inputs) {
    const steps = options.steps?.(inputName(name));
    if (steps !== undefined) names.set(tensor, writer.rounded(inputName(name), name, steps));
  }
  for (const op of graph.ops) {
    const refusal = emitOp(graph, op, options, writer, names, outputs.preferred);
    if (refusal !== undefined) return { ...refusal, message: `\`${op.path}\`: ${refusal.message}` };
  }
  writer.begin("output");
  for (const { name, tensor } of outputs.all) {
    const value = nameOfTensor(graph, tensor, names, writer);
    if (isRefusal(value)) return value;
    if (value !== name) writer.finish([writer.node("Identity", [value])], () => name);
    writer.begin("output");
  }
  const values = (ports: readonly { readonly name: string; readonly tensor: number }[]): OnnxValue[] =>
    ports.map(({ name, tensor }) => ({ name, type: onnxType(graph.tensors[tensor]?.type) }));
  const states = graph.states.flatMap(({ name, initial }) => {
    const next = outputs.states.get(name);
    return next === undefined ? [] : [{ input: name, output: next, initial }];
  });
  return {
    irVersion: irVersions.find(([from]) => opset >= from)?.[1] ?? 7,
    opsets: new Map([["", opset], ...[...writer.domains].map((domain) => [domain, versionOf(domain, opset)] as const)]),
    graph: {
      name: graph.name,
      nodes: writer.nodesInOrder,
      inputs: values([...graph.inputs, ...graph.states]),
      outputs: values(outputs.all),
      values: [],
      initializers: writer.initializers,
      documentation: "",
    },
    functions: [],
    metadata: new Map([...(options.metadata ?? []), ...statesEntry(states)]),
    documentation: options.documentation ?? "",
    producer: options.producer,
  };
}

/** Versions of ONNX's machine learning operators that came out with an opset (onnx, "ONNX Versioning"). */
const mlVersions: readonly (readonly [opset: number, version: number])[] = [
  [22, 5],
  [20, 4],
  [16, 3],
];

function versionOf(domain: string, opset: number): number {
  return domain === "ai.onnx.ml" ? (mlVersions.find(([from]) => opset >= from)?.[1] ?? 2) : 1;
}

function emitOp(
  graph: Graph,
  op: Op,
  options: EmitOptions,
  writer: GraphWriter,
  names: Map<number, string>,
  preferred: ReadonlyMap<number, string>,
): Refusal | undefined {
  const inputs: EmittedValue[] = [];
  for (const id of op.inputs) {
    const name = nameOfTensor(graph, id, names, writer);
    const type = graph.tensors[id]?.type;
    if (isRefusal(name)) return name;
    // What stays a node of ONNX is written without a look at its operands.
    const shape = type?.shape ?? (op.call.foreign === undefined ? undefined : []);
    if (type === undefined || shape === undefined) {
      return refuse("unknown-shape", "the shape of what it reads is not known");
    }
    inputs.push({ name, type: { ...type, shape } });
  }
  writer.begin(op.path);
  const facet = facets.get(op.operator);
  const call = emittedCall(graph, op, inputs, options, writer);
  const results =
    op.call.foreign !== undefined
      ? emitForeign(op.call.foreign, call, op.outputs.length, writer)
      : (facet?.emit(call, writer) ?? refuse("not-in-onnx", `\`${op.operator.name}\` has no form in ONNX`));
  if (isRefusal(results)) return results;
  const wanted = (index: number) => {
    const result = op.operator.results?.[index] ?? String(index);
    return preferred.get(op.outputs[index] ?? -1) ?? writer.name(index === 0 ? op.path : `${op.path}.${result}`);
  };
  const steps = options.steps?.(resultName(op.path));
  const given =
    steps === undefined ? results : results.map((result) => writer.rounded(resultName(op.path), result, steps));
  for (const [index, name] of writer.finish(given, wanted).entries()) {
    const id = op.outputs[index];
    if (id !== undefined) names.set(id, name);
  }
  return undefined;
}

function emittedCall(
  graph: Graph,
  op: Op,
  all: readonly EmittedValue[],
  { weights }: EmitOptions,
  writer: GraphWriter,
): EmittedCall<Readonly<Record<string, unknown>>> {
  const { operator, call } = op;
  // The tensors among the parameters come last, in the order in which the text gives them.
  const given = argumentNames(op);
  const leading = all.length - given.length;
  // An op that the text does not have in integers has the floats that they stand for.
  const numbersIn = (tensor: Tensor): Tensor => (isInIntegers(op) ? tensor : inFloats(tensor));
  const stored = (name: string) => {
    const weight = call.weights?.find((candidate) => candidate.name === name);
    if (weight === undefined) throw new Error(`${operator.name} has no weight ${name}`);
    const tied = op.tied?.weights.includes(name) ? graph.ops[op.tied.op] : undefined;
    const full = weightName((tied ?? op).path, name);
    return { full, tensor: () => numbersIn(weights(full, weight, tied ?? op)) };
  };
  return {
    path: op.path,
    inputs: all.slice(0, leading),
    outputs: call.outputs,
    parameters: call.parameters,
    isRead: (result) => isRead(graph, op.outputs[result]),
    argument: (name) => {
      const index = given.indexOf(name);
      return index < 0 ? undefined : all[leading + index];
    },
    weight: (name) => {
      const { full, tensor } = stored(name);
      // A tied weight is there already.
      return writer.weight(full, tensor);
    },
    tensor: (name) => stored(name).tensor(),
  };
}

/** Whether an op reads the tensor, or it is a result of the net, or what a state becomes. */
function isRead({ ops, outputs, states }: Graph, id: number | undefined): boolean {
  if (id === undefined) return false;
  const isEnd = outputs.some(({ tensor }) => tensor === id) || states.some(({ next }) => next === id);
  return isEnd || ops.some(({ inputs }) => inputs.includes(id));
}

/** Names of the tensors among an op's parameters, in the order in which they stand behind its inputs. */
export function argumentNames({ call }: Pick<Op, "call">): readonly string[] {
  return call.tensorArguments ?? [];
}

function nameOfTensor(graph: Graph, id: number, names: Map<number, string>, writer: GraphWriter): string | Refusal {
  const known = names.get(id);
  if (known !== undefined) return known;
  const tensor = graph.tensors[id];
  if (tensor?.source.kind !== "literal") return refuse("incomplete-net", "what it reads is not known");
  const name = writer.constant(tensor.type.dtype, tensor.source.value);
  names.set(id, name);
  return name;
}

interface OutputNames {
  readonly all: readonly { readonly name: string; readonly tensor: number }[];
  /** What a tensor is called because it is an output. */
  readonly preferred: ReadonlyMap<number, string>;
  /** By state, the output that has its next value. */
  readonly states: ReadonlyMap<string, string>;
}

/** The names of outputs, taken before anything else can take them. */
function outputNames(graph: Graph, writer: GraphWriter): OutputNames {
  const all: { name: string; tensor: number }[] = [];
  const preferred = new Map<number, string>();
  const states = new Map<string, string>();
  const add = (wanted: string, tensor: number) => {
    const name = writer.name(wanted);
    all.push({ name, tensor });
    if (graph.tensors[tensor]?.source.kind === "op" && !preferred.has(tensor)) preferred.set(tensor, name);
    return name;
  };
  for (const { name, tensor } of graph.outputs) add(name, tensor);
  for (const { name, next } of graph.states) if (next !== undefined) states.set(name, add(`${name}_next`, next));
  return { all, preferred, states };
}

/** Where symbols can be read off: extents of inputs and states in which no other symbol stands, simple ones first. */
function symbolPlaces(graph: Graph): ReadonlyMap<string, SymbolPlace> {
  const places = new Map<string, SymbolPlace>();
  for (const { name, tensor } of [...graph.inputs, ...graph.states]) {
    for (const [axis, dim] of (graph.tensors[tensor]?.type.shape ?? []).entries()) {
      for (const { name: symbol } of graph.dims) {
        const line = lineIn(dim, symbol);
        if (line === undefined) continue;
        const known = places.get(symbol);
        const isSimpler =
          known !== undefined && (known.factor !== 1 || known.offset !== 0) && line.factor === 1 && line.offset === 0;
        if (known === undefined || isSimpler) places.set(symbol, { value: name, axis, ...line });
      }
    }
  }
  return places;
}

/** A dim as factor · symbol + offset; undefined where it is none. */
function lineIn(dim: Dim, symbol: string): { readonly factor: number; readonly offset: number } | undefined {
  const at = (value: number) => substituteDim(dim, new Map([[symbol, value]]));
  const [offset, next] = [at(0), at(1)];
  if (typeof offset !== "number" || typeof next !== "number") return undefined;
  const factor = next - offset;
  const line = addDim(mulDim(symbolDim(symbol), factor), offset);
  return factor > 0 && equalDims(dim, line) ? { factor, offset } : undefined;
}

function onnxType(type: TensorType | undefined): OnnxValue["type"] {
  if (type === undefined) return { kind: "other", what: "not known" };
  return { kind: "tensor", dtype: type.dtype, shape: type.shape?.map(onnxExtent) };
}

function onnxExtent(dim: Dim): number | string | undefined {
  if (typeof dim === "number") return dim;
  return dim.kind === "unknown" ? undefined : formatDim(dim);
}
