/** What is folded, and into what. */
import type { Dim } from "../../../base/dim.ts";
import type { TensorType } from "../../../base/tensor.ts";
import type { Tensor } from "../../../weights/tensor.ts";
import type { OnnxNode } from "../../model.ts";
import type { Small } from "./small.ts";

export interface FoldNode {
  readonly node: OnnxNode;
  readonly opset: number;
  /** By place; undefined where one is left out. */
  readonly inputs: readonly (FoldInput | undefined)[];
}

export interface FoldInput {
  readonly type: TensorType;
  readonly constant: Tensor | undefined;
  readonly small: Small | undefined;
}

/** A result: numbers or formulas, or a large tensor worked out when it is read. */
export type Folded =
  | { readonly kind: "small"; readonly small: Small }
  | { readonly kind: "tensor"; readonly tensor: Tensor };

export type Fold = (node: FoldNode) => readonly Folded[] | undefined;

export function small(result: Small | undefined): readonly Folded[] | undefined {
  return result === undefined ? undefined : [{ kind: "small", small: result }];
}

export function intAttribute({ node }: FoldNode, name: string): number | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "int" ? attribute.value : undefined;
}

export function intsAttribute({ node }: FoldNode, name: string): readonly number[] | undefined {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "ints" ? attribute.values : undefined;
}

/** Small integers of an input, all of them numbers; undefined where it is left out too. */
export function numbersAt({ inputs }: FoldNode, index: number): readonly number[] | undefined {
  const values = inputs[index]?.small?.values;
  const numbers = values?.filter((value: Dim) => typeof value === "number");
  return numbers?.length === values?.length ? numbers : undefined;
}

/** Integers that newer operator sets take as an input and older ones as an attribute; null where they are left out. */
export function integersAt(node: FoldNode, index: number, attribute: string): readonly number[] | null | undefined {
  if (node.inputs[index] !== undefined) return numbersAt(node, index);
  return intsAttribute(node, attribute) ?? null;
}
