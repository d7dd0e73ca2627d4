/** Sums and products of extents. */
import { addDim, type Dim, mulDim, unknownDim } from "../../../base/dim.ts";
import { isFloat } from "../../../base/tensor.ts";
import { type Fold, intAttribute, integersAt, small } from "./contract.ts";
import { axisOf, places, strides } from "./small.ts";

export const reductions: Readonly<Record<string, Fold>> = {
  ReduceProd: reduction(1, mulDim),
  ReduceSum: reduction(0, addDim),
  ReduceMax: reduction(Number.NEGATIVE_INFINITY, (a, b) => both(a, b, Math.max)),
  ReduceMin: reduction(Number.POSITIVE_INFINITY, (a, b) => both(a, b, Math.min)),
};

function both(a: Dim, b: Dim, pick: (a: number, b: number) => number): Dim {
  return typeof a === "number" && typeof b === "number" ? pick(a, b) : unknownDim;
}

function reduction(start: number, work: (a: Dim, b: Dim) => Dim): Fold {
  return (node) => {
    const x = node.inputs[0]?.small;
    const stated = integersAt(node, 1, "axes");
    // Sums of floats depend on the order in which a runtime adds them up.
    if (x === undefined || stated === undefined || isFloat(x.dtype) || x.values.length === 0) return undefined;
    if (stated?.length === 0 || (stated === null && intAttribute(node, "noop_with_empty_axes") === 1)) return undefined;
    const axes = (stated ?? x.shape.map((_, axis) => axis)).map((axis) => axisOf(axis, x.shape.length));
    if (axes.includes(undefined)) return undefined;
    const kept = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
    const steps = strides(kept);
    const values: Dim[] = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, () => start);
    for (const [index, place] of places(x.shape).entries()) {
      const at = place.reduce((sum, i, axis) => sum + (axes.includes(axis) ? 0 : i * (steps[axis] ?? 0)), 0);
      values[at] = work(values[at] ?? start, x.values[index] ?? unknownDim);
    }
    const isSafe = values.every((value) => typeof value !== "number" || Number.isSafeInteger(value));
    const keeps = (intAttribute(node, "keepdims") ?? 1) === 1;
    const shape = keeps ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
    return isSafe ? small({ dtype: x.dtype, shape, values }) : undefined;
  };
}
