/**
 * Axes of nodes. They moved from attributes to inputs: of Squeeze, Unsqueeze and ReduceSum with operator set 13, of all other
 * reductions with 18 (onnx, "Changelog").
 */
import { int, ints } from "../attributes.ts";
import type { NodeWriter, RaisableNode } from "../facet.ts";

/** Writes a reduction that keeps its axes with extent 1, or drops them. */
export function reduce(
  to: NodeWriter,
  op: string,
  x: string,
  axes: readonly number[],
  { keep }: { readonly keep: boolean },
): string {
  const keepdims = keep ? undefined : int(0);
  if (to.opset >= 18 || op === "ReduceSum") return to.node(op, [x, to.constant("i64", axes)], { keepdims });
  return to.node(op, [x], { axes: ints(axes), keepdims });
}

export function unsqueeze(to: NodeWriter, x: string, axes: readonly number[]): string {
  return to.node("Unsqueeze", [x, to.constant("i64", axes)]);
}

/** The axes that a node names, by its attribute or by its second input, counted from the front; undefined: none, or not known. */
export function axesOfNode(node: RaisableNode, rank: number): readonly number[] | undefined {
  const axes = node.ints("axes") ?? node.input(1)?.numbers;
  const counted = axes?.map((axis) => (axis < 0 ? axis + rank : axis));
  return counted?.every((axis) => axis >= 0 && axis < rank) === true ? counted : undefined;
}
