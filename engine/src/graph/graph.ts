/**
 * The graph of one net: every op with its types, its place in the text and its path, in program order. Read-only once
 * built; a change is a new graph.
 */
import type { Reading } from "../annotations/annotation.ts";
import type { Bounds } from "../base/dim.ts";
import type { Dtype, TensorType } from "../base/tensor.ts";
import type { Call, Operator } from "../operators/operator.ts";
import type { Range } from "../syntax/ast.ts";
import type { Chunk } from "../syntax/chunks.ts";
import type { SourceLines } from "../syntax/lines.ts";

/**
 * Where something stands in a file. Without the file's lines: they are others after every edit, and a statement that did
 * not move keeps its ops.
 */
export interface Site {
  readonly uri: string;
  readonly chunk: Chunk;
  readonly at: Range;
}

/** A site in one version of its file: offsets are worked out when somebody asks. */
export interface Place extends Site {
  readonly lines: SourceLines;
}

export interface Graph {
  readonly name: string;
  readonly tensors: readonly GraphTensor[];
  /** In program order, which is the schedule. */
  readonly ops: readonly Op[];
  /** The net itself first; children after their parents. */
  readonly instances: readonly Instance[];
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly Port[];
  readonly states: readonly StatePort[];
  readonly dims: readonly DimSymbol[];
  /** Values that stand open, in the order in which they were met. */
  readonly choices: readonly Choice[];
  /** Something in the net could not be understood, so that totals are at least what they say. */
  readonly isIncomplete: boolean;
  /** `counting paper`: transposed convolutions are counted by their output positions. */
  readonly countsPaper: boolean;
}

export interface GraphTensor {
  readonly type: TensorType;
  readonly source:
    | { readonly kind: "input"; readonly name: string }
    | { readonly kind: "state"; readonly name: string }
    | { readonly kind: "op"; readonly op: number; readonly result: number }
    /** A number written as an operand: `x * 2`. */
    | { readonly kind: "literal"; readonly value: number }
    /** Stands for the result of something that could not be understood: the tensor that went in. */
    | { readonly kind: "guess"; readonly of: number };
  /** Its type rests on something that could not be understood: complaints about it would be echoes. */
  readonly isGuess: boolean;
  /** How it is stored, where annotations make that differ from its type in the text. */
  readonly stored?: Dtype;
}

export interface Port {
  readonly name: string;
  readonly tensor: number;
  readonly place: Place;
}

export interface InputPort extends Port {
  readonly preparation?: Preparation;
}

/** How images become a tensor: values are brought into `range`, then (value − mean) / std, channel by channel. */
export interface Preparation {
  readonly range?: readonly [low: number, high: number];
  /** One for each channel, or one for all. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly channels?: "rgb" | "bgr";
}

/** A value carried from run to run: an extra input, and an extra output where its next value is given. */
export interface StatePort extends Port {
  readonly initial: number;
  readonly next: number | undefined;
}

/** `k = choose(3, 5, 7)` in one instance. */
export interface Choice {
  /** `<instance path>.<name>`. */
  readonly address: string;
  /** As they are written. */
  readonly options: readonly string[];
  /** Index of the option that the figures are shown for. */
  readonly picked: number;
  /** Of the name. */
  readonly place: Place;
}

export interface DimSymbol {
  readonly name: string;
  readonly sample: number;
  readonly bounds: Bounds;
}

export interface Op {
  /** `layer1[0].conv1`: how everything outside calls it. */
  readonly path: string;
  readonly operator: Operator;
  readonly call: Call;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Where the name stands in the call, and the whole call around it. */
  readonly name: Site;
  readonly whole: Range;
  /** Index of the instance it stands in. */
  readonly instance: number;
  /** Those that hold for it, wherever they stand: at most one of each kind. */
  readonly annotations: readonly Applied[];
  /** Whose weights it uses instead of its own, and which of them. */
  readonly tied?: { readonly op: number; readonly weights: readonly string[] };
}

/** An annotation where it is written. */
export interface Applied {
  readonly reading: Reading;
  readonly place: Place;
  /** The instance that the text around it stands in. */
  readonly from: number;
}

/** A net, a block's call, a `repeat`, or one element of a repeat. */
export interface Instance {
  readonly path: string;
  readonly kind: "net" | "block" | "repeat" | "element";
  /** What is called: the block's own name; `repeat` otherwise. */
  readonly name: string;
  readonly parent: number | undefined;
  /** Where it is called; of the net, its declaration. */
  readonly place: Site;
  /** Where the block is declared. */
  readonly declaration: Site | undefined;
  /** Written on its call: they hold for what is inside. */
  readonly annotations: readonly Applied[];
  /** What it gave, filled when it ended. */
  readonly results: readonly number[];
}

/** Where an op stands in one file: its own call, or the call of the block there that holds it. */
export function placeInFile(graph: Graph, op: Op, uri: string): Site | undefined {
  if (op.name.uri === uri) return op.name;
  for (let at: number | undefined = op.instance; at !== undefined; at = graph.instances[at]?.parent) {
    const instance = graph.instances[at];
    if (instance?.place.uri === uri) return instance.place;
  }
  return undefined;
}

/** Where a tensor is made that is called by the path of its op, or by the name of an input or state; in this file. */
export function placeOfTensor(graph: Graph, path: string, uri: string): Site | undefined {
  const op = graph.ops.find((candidate) => candidate.path === path);
  if (op !== undefined) return placeInFile(graph, op, uri);
  const port = [...graph.inputs, ...graph.states].find(({ name }) => name === path)?.place;
  return port?.uri === uri ? port : undefined;
}

/** The graph as it would be without any annotation; the same graph where it has none that acts on it. */
export function withoutAnnotations(graph: Graph): Graph {
  if (graph.ops.every(({ annotations }) => annotations.length === 0)) return graph;
  const ops = graph.ops.map(({ tied: _, ...op }): Op => ({ ...op, annotations: [] }));
  const tensors = graph.tensors.map(({ stored: _, ...entry }): GraphTensor => entry);
  return { ...graph, ops, tensors };
}
