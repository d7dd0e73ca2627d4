/** What the types of results follow from, and what the rules of several operators have in common. */
import { type Dim, equalDims, unknownDim } from "../../../../base/dim.ts";
import type { Dtype, TensorType } from "../../../../base/tensor.ts";
import { type ForeignNode, int, shapeAt } from "../node.ts";

export type Rule = (node: ForeignNode) => readonly (TensorType | undefined)[] | undefined;

/** By name of the operator; of another domain than ONNX's own with that before it. */
export type Rules = Readonly<Record<string, Rule>>;

/** One rule for all operators of a list. */
export function listed(names: string, rule: Rule): Readonly<Record<string, Rule>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, rule]));
}

export function unknownOf(dtype: Dtype, rank: number, each: -1 | 0 | 1, node: ForeignNode): TensorType | undefined {
  const count = each === 0 ? 0 : shapeAt(node, 1)?.[0];
  if (typeof count !== "number" || rank + each * count < 0) return undefined;
  return { dtype, shape: Array.from({ length: rank + each * count }, () => unknownDim) };
}

export function withDtype(type: TensorType | undefined, dtype: Dtype | undefined): TensorType | undefined {
  return type && dtype && { dtype, shape: type.shape };
}

export function keeps(node: ForeignNode): boolean {
  return (int(node, "keepdims") ?? 1) === 1;
}

export function frontAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

export function withoutAxes(shape: readonly Dim[], axes: readonly number[], keepsAxes: boolean): readonly Dim[] {
  const gone = new Set(axes.map((axis) => frontAxis(axis, shape.length)));
  return keepsAxes ? shape.map((dim, axis) => (gone.has(axis) ? 1 : dim)) : shape.filter((_, axis) => !gone.has(axis));
}

export function broadcastOf(shapes: readonly (readonly Dim[] | undefined)[]): readonly Dim[] | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  if (known.length < shapes.length) return undefined;
  const rank = Math.max(0, ...known.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) =>
    known.reduce<Dim>((extent, shape) => broadcastDim(extent, shape[axis - rank + shape.length] ?? 1), 1),
  );
}

function broadcastDim(a: Dim, b: Dim): Dim {
  if (a === 1) return b;
  if (b === 1 || equalDims(a, b)) return a;
  if (typeof a === "number") return a;
  return typeof b === "number" ? b : unknownDim;
}
