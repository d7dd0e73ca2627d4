/** Models for tests, written shortly: values are named, types are written as in the language, `f32[1, N]`. */
import {
  type Attributes,
  attributeMap,
  bytesOfNumbers,
  type Dtype,
  isDtype,
  type OnnxFunction,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxType,
  type OnnxValue,
  tensorOfBytes,
} from "@lathe/engine";

export interface ModelParts {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly nodes: readonly OnnxNode[];
  readonly stored?: Readonly<Record<string, OnnxTensor>>;
  /** Types of values inside. */
  readonly values?: Readonly<Record<string, string>>;
  readonly opset?: number;
  readonly domains?: Readonly<Record<string, number>>;
  readonly functions?: readonly OnnxFunction[];
}

export function modelOf({ opset = 17, domains = {}, functions = [], ...parts }: ModelParts): OnnxModel {
  return {
    irVersion: 8,
    opsets: new Map([["", opset], ...Object.entries(domains)]),
    graph: graphOf(parts),
    functions,
    metadata: new Map(),
    documentation: "",
    producer: { name: "test", version: "" },
  };
}

export function graphOf({ inputs = {}, outputs, nodes, stored = {}, values = {} }: ModelParts): OnnxGraph {
  return {
    name: "test",
    nodes,
    inputs: valuesOf(inputs),
    outputs: valuesOf(outputs),
    values: valuesOf(values),
    initializers: new Map(Object.entries(stored)),
    documentation: "",
  };
}

/** `node("Add", ["a", "b"], "y")`; several results are separated by spaces, `_` leaves one out. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: string,
  attributes: Attributes = {},
  more: Partial<OnnxNode> = {},
): OnnxNode {
  const [name = op, domain = ""] = op.split("::").reverse();
  return {
    name: "",
    domain,
    op: name,
    inputs,
    outputs: outputs.split(" ").map((output) => (output === "_" ? "" : output)),
    attributes: attributeMap(attributes),
    metadata: new Map(),
    ...more,
  };
}

/** A stored tensor; without numbers they count up from 0.1 in steps of 0.1. */
export function tensor(dtype: Dtype, shape: readonly number[], values?: readonly number[]): OnnxTensor {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const numbers = values ?? Array.from({ length: count }, (_, i) => (i + 1) / 10);
  return { kind: "tensor", tensor: tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, numbers)) };
}

function valuesOf(types: Readonly<Record<string, string>>): readonly OnnxValue[] {
  return Object.entries(types).map(([name, text]) => ({ name, type: typeOf(text) }));
}

/** `f32[1, N, ?]`, or `f32` where not even the rank is stated; anything else is no tensor. */
function typeOf(text: string): OnnxType {
  const [, dtype = "", dims] = /^(\w+)(?:\[(.*)\])?$/.exec(text) ?? [];
  if (!isDtype(dtype)) return { kind: "other", what: text };
  const shape = dims?.split(",").flatMap((dim) => {
    const extent = dim.trim();
    return extent === "" ? [] : [extent === "?" ? undefined : /^\d+$/.test(extent) ? Number(extent) : extent];
  });
  return { kind: "tensor", dtype, shape };
}
