/**
 * A model of ONNX as Lathe holds it: names, types and numbers, without a trace of how the file stores them
 * (onnx.ai, "Open Neural Network Exchange Intermediate Representation Specification").
 */
import type { Dtype } from "../base/tensor.ts";
import type { Tensor } from "../weights/tensor.ts";

export interface OnnxModel {
  readonly irVersion: number;
  /** Version of the operator set by domain; ONNX's own domain is "". */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  readonly functions: readonly OnnxFunction[];
  readonly metadata: ReadonlyMap<string, string>;
  readonly documentation: string;
  readonly producer: { readonly name: string; readonly version: string };
}

export interface OnnxGraph {
  readonly name: string;
  /** In an order in which every node comes after those that it reads. */
  readonly nodes: readonly OnnxNode[];
  /** Those that a run must be given: what has an initializer is not among them. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Types of values inside, where the file states them. */
  readonly values: readonly OnnxValue[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly documentation: string;
}

/** A stored tensor: numbers, or what Lathe's tensors cannot hold. */
export type OnnxTensor =
  | { readonly kind: "tensor"; readonly tensor: Tensor }
  | { readonly kind: "strings"; readonly shape: readonly number[]; readonly values: readonly string[] }
  /** A type that Lathe has no name for, as ONNX calls it. */
  | { readonly kind: "other"; readonly dtype: string; readonly shape: readonly number[] };

export interface OnnxNode {
  readonly name: string;
  readonly domain: string;
  readonly op: string;
  /** Names of values; "" where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** What an exporter says of the node, such as the module that it comes from. */
  readonly metadata: ReadonlyMap<string, string>;
}

export type OnnxAttribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "ints"; readonly values: readonly number[] }
  | { readonly kind: "floats"; readonly values: readonly number[] }
  | { readonly kind: "strings"; readonly values: readonly string[] }
  | { readonly kind: "tensor"; readonly tensor: OnnxTensor }
  | { readonly kind: "graph"; readonly graph: OnnxGraph }
  /** Of a node inside a function: the attribute of that name of the function's caller. */
  | { readonly kind: "reference"; readonly name: string }
  /** Sparse tensors, types, lists of graphs: what it is called. */
  | { readonly kind: "other"; readonly what: string };

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
}

export type OnnxType =
  | {
      readonly kind: "tensor";
      readonly dtype: Dtype;
      /** Extents, names of symbolic ones, undefined where nothing is said; undefined as a whole: not even the rank. */
      readonly shape: readonly (number | string | undefined)[] | undefined;
    }
  /** Sequences, maps, optionals, tensors of types without a name here: what it is called. */
  | { readonly kind: "other"; readonly what: string };

/** A function that the model declares: nodes of its name stand for its body. */
export interface OnnxFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly string[];
  /** Attributes with a default. */
  readonly defaults: ReadonlyMap<string, OnnxAttribute>;
  readonly nodes: readonly OnnxNode[];
  readonly opsets: ReadonlyMap<string, number>;
}
