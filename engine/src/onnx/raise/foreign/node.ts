/** A node that the catalogue has no operator for, while its form and its results are worked out. */
import type { Dim } from "../../../base/dim.ts";
import type { Dtype, TensorType } from "../../../base/tensor.ts";
import type { Tensor } from "../../../weights/tensor.ts";
import type { OnnxAttribute } from "../../model.ts";
import type { GraphValue } from "../values.ts";

export interface ForeignNode {
  readonly domain: string;
  readonly op: string;
  readonly inputs: readonly (GraphValue | undefined)[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  readonly resultCount: number;
}

/** Makes the values that another form of a node needs. */
export interface ForeignWriter {
  stored(tensor: Tensor): GraphValue;
  constant(dtype: Dtype, values: readonly number[], shape: readonly number[]): GraphValue;
  /** A node before it, with one result. */
  node(node: Omit<ForeignNode, "resultCount">): GraphValue;
}

export function typeAt({ inputs }: ForeignNode, index: number): TensorType | undefined {
  return inputs[index]?.type;
}

export function shapeAt(node: ForeignNode, index: number): readonly Dim[] | undefined {
  return typeAt(node, index)?.shape;
}

export function int(node: ForeignNode, name: string): number | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "int" ? attribute.value : undefined;
}

export function ints(node: ForeignNode, name: string): readonly number[] | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "ints" ? attribute.values : undefined;
}

export function floats(node: ForeignNode, name: string): readonly number[] | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "floats" ? attribute.values : undefined;
}

export function text(node: ForeignNode, name: string): string | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "string" ? attribute.value : undefined;
}

/** Elements of an input that are known before the model runs. */
export function dimsAt({ inputs }: ForeignNode, index: number): readonly Dim[] | undefined {
  return inputs[index]?.small?.values;
}

export function numbersAt(node: ForeignNode, index: number): readonly number[] | undefined {
  const dims = dimsAt(node, index);
  const numbers = dims?.filter((dim) => typeof dim === "number");
  return numbers?.length === dims?.length ? numbers : undefined;
}

/** Axes that newer operator sets take as an input; undefined where they are left out, null where they are not known. */
export function axesAt(node: ForeignNode, index: number): readonly number[] | null | undefined {
  if (node.inputs[index] === undefined) return ints(node, "axes");
  return numbersAt(node, index) ?? null;
}
