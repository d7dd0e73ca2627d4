/** Shapes as inputs of nodes. */
import { divideDim, equalDims, productDims, unknownDim } from "../../base/dim.ts";
import type { ShapedTensor } from "../../operators/operator.ts";
import type { Shape } from "../../operators/shapes.ts";
import type { NodeWriter, RaisableNode } from "../facet.ts";

/** The shape of a value as a list of i64: numbers where all are known, otherwise asked of the value while the model runs. */
export function shapeOf(to: NodeWriter, name: string, { shape }: ShapedTensor): string {
  const known = shape.filter((extent) => typeof extent === "number");
  return known.length === shape.length ? to.constant("i64", known) : to.node("Shape", [name]);
}

/**
 * What a Reshape states, as far as it is known before the model runs. PyTorch says of every one that a 0 stands for itself; with a 0
 * in it that has no words here.
 */
export function statedShape(node: RaisableNode): Shape | undefined {
  const stated = node.input(1)?.integers;
  const isLiteral = (node.int("allowzero") ?? 0) !== 0;
  return isLiteral && stated?.includes(0) === true ? undefined : stated;
}

/** The shape that a Reshape states: 0 keeps the extent at its place, −1 is worked out. Undefined where that is not known. */
export function reshapedTo(from: Shape, stated: Shape): Shape | undefined {
  const kept = stated.map((extent, axis) => (extent === 0 ? (from[axis] ?? unknownDim) : extent));
  const open = kept.indexOf(-1);
  if (open < 0) return kept;
  const rest = productDims(kept.filter((_, axis) => axis !== open));
  const remaining = divideDim(productDims(from), rest);
  return remaining === undefined || kept.lastIndexOf(-1) !== open ? undefined : kept.with(open, remaining);
}

/** Whether two shapes are known to be one. */
export function isShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => equalDims(extent, b[axis] ?? unknownDim));
}
