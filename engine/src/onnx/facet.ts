/**
 * What an operator of the catalogue is in ONNX, both ways: the nodes that a call becomes (`emit`), and the nodes that are
 * read as such a call (`raise`). One file per operator in `ops/`. What takes several nodes to recognise is an idiom and
 * stands in `idioms/`.
 */
import type { Dim } from "../base/dim.ts";
import type { Refusal } from "../base/report.ts";
import type { Dtype } from "../base/tensor.ts";
import type { Value } from "../base/value.ts";
import type { Definition, Input, Operator, ShapedTensor } from "../operators/operator.ts";
import type { Parameters, ParameterValues } from "../operators/parameter.ts";
import type { Tensor } from "../weights/tensor.ts";
import type { Attributes } from "./attributes.ts";
import type { OnnxNode } from "./model.ts";

export interface OnnxFacet {
  readonly operator: Operator;
  /**
   * Writes the nodes of one call; gives the names of its results, in order. A result may be a value that was there before,
   * where the call does nothing. Refuses what ONNX, or the opset, has no nodes for.
   */
  emit(call: EmittedCall<Readonly<Record<string, unknown>>>, to: NodeWriter): readonly string[] | Refusal;
  /** By name of the ONNX operator (`Conv`, `com.microsoft::Gelu`): how a node is read as a call. */
  readonly raise: Readonly<Record<string, Raise>>;
}

/** A call to be written: names stand for values. */
export interface EmittedCall<P> {
  readonly path: string;
  readonly inputs: readonly EmittedValue[];
  readonly outputs: readonly ShapedTensor[];
  /** Whether anybody reads that result: one that takes nodes of its own is else better left out. */
  isRead(result: number): boolean;
  /** As the operator reads them; a tensor among them is asked for by `argument`. */
  readonly parameters: P;
  /** A tensor that is given as a parameter (`memory`), or undefined. */
  argument(name: string): EmittedValue | undefined;
  /** The value of one of its weights; writes the initializer when it is first asked for. */
  weight(name: string): string;
  /** The same as a tensor, to work another initializer out of it. */
  tensor(name: string): Tensor;
}

export interface EmittedValue {
  readonly name: string;
  readonly type: ShapedTensor;
}

/** Where nodes are written to. Names follow from the call that is being written. */
export interface NodeWriter {
  /** Of ONNX's own domain; at least 13. */
  readonly opset: number;
  /** Writes a node with one result; gives that. An undefined input is one that is left out. */
  node(op: string, inputs: readonly (string | undefined)[], attributes?: Attributes): string;
  /** Writes a node with several results. */
  nodes(
    op: string,
    inputs: readonly (string | undefined)[],
    results: number,
    attributes?: Attributes,
  ): readonly string[];
  /** A node of another domain than ONNX's own. */
  foreign(
    domain: string,
    op: string,
    inputs: readonly (string | undefined)[],
    results: number,
    attributes?: Attributes,
  ): readonly string[];
  /** A small tensor of stated numbers; equal ones are written once. Without a shape it is a scalar, or a list of all. */
  constant(dtype: Dtype, values: number | readonly number[], shape?: readonly number[]): string;
  /** Extents as a list of i64: stated numbers, or worked out while the model runs where they are symbolic. */
  extents(dims: readonly Dim[]): string | Refusal;
  /** A tensor worked out of weights, called `<path>.<name>`. */
  initializer(name: string, tensor: Tensor): string;
}

/** Reads one node as a call of the operator; undefined: it is none, which is no fault of the node. */
export type Raise = (node: RaisableNode) => RaisedNode | undefined;

/** A node of a model that is being read, with what is known of its inputs. */
export interface RaisableNode {
  readonly node: OnnxNode;
  /** Version of the domain's operator set. */
  readonly opset: number;
  /** By place; undefined where one is left out, or where even the rank is not known. */
  input(index: number): RaisableValue | undefined;
  /** How many inputs are there, left-out ones at the end not counted. */
  readonly inputCount: number;
  /** How many of its results anybody reads. */
  readonly resultCount: number;
  int(name: string): number | undefined;
  float(name: string): number | undefined;
  text(name: string): string | undefined;
  ints(name: string): readonly number[] | undefined;
  floats(name: string): readonly number[] | undefined;
}

export interface RaisableValue {
  readonly id: number;
  readonly type: ShapedTensor;
  /** The numbers, where the model stores them. */
  readonly constant: Tensor | undefined;
  /** Small integers that are known before the model runs, also symbolic ones: the shape to reshape to. */
  readonly integers: readonly Dim[] | undefined;
  /** Small constants as numbers; undefined for large ones and for what is worked out. */
  readonly numbers: readonly number[] | undefined;
  /** It stands nowhere in the model: it was worked out of what does. */
  readonly isFolded?: true;
}

/** How a node is written as a call. */
export interface RaisedNode {
  /** The leading tensors, in the order of the operator's inputs; numbers stand where the operator takes scalars. */
  readonly inputs: readonly (RaisableValue | number)[];
  /** Arguments by name, as the text states them; those that equal the default may be left out or not. */
  readonly arguments?: Readonly<Record<string, Argument | undefined>>;
  /** Its weights by the operator's names for them. */
  readonly weights?: Readonly<Record<string, Tensor>>;
  /** Places of the node's results that are the call's results, in its order; all of them if it is left out. */
  readonly results?: readonly number[];
}

/** A value that the text can state, or a tensor of the model. */
export type Argument = Value | RaisableValue;

/** States the facet of an operator, with the types of its parameters. */
export function onnxFacet<P extends Parameters, I extends readonly Input[]>(
  operator: Operator & { readonly definition: Definition<P, I> },
  facet: {
    readonly emit: (call: EmittedCall<ParameterValues<P>>, to: NodeWriter) => readonly string[] | Refusal;
    readonly raise: Readonly<Record<string, Raise>>;
  },
): OnnxFacet {
  return {
    operator,
    // The operator has read the parameters of its own call, which is what ParameterValues<P> says.
    emit: (call, to) => facet.emit({ ...call, parameters: call.parameters as ParameterValues<P> }, to),
    raise: facet.raise,
  };
}

/** The only input of a call, or the first. */
export function firstInput({ inputs, path }: Pick<EmittedCall<unknown>, "inputs" | "path">): EmittedValue {
  const [first] = inputs;
  if (first === undefined) throw new Error(`${path} has no input`);
  return first;
}
