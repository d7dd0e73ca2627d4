/** Nodes that sum up, and those that pick. */
import { unknownDim } from "../../../../base/dim.ts";
import type { TensorType } from "../../../../base/tensor.ts";
import { axesAt, dimsAt, type ForeignNode, int, shapeAt, typeAt } from "../node.ts";
import { frontAxis, keeps, listed, type Rules, unknownOf, withoutAxes } from "./rule.ts";

export const reductions: Rules = {
  ...listed(
    "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare",
    reduced,
  ),
  ...listed("ArgMax ArgMin", (node) => {
    const shape = shapeAt(node, 0);
    return [{ dtype: "i64", shape: shape && withoutAxes(shape, [int(node, "axis") ?? 0], keeps(node)) }];
  }),
  TopK(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? -1, x.shape.length);
    const k = dimsAt(node, 1)?.[0] ?? int(node, "k") ?? unknownDim;
    const shape = x.shape.map((dim, i) => (i === axis ? k : dim));
    return [
      { dtype: x.dtype, shape },
      { dtype: "i64", shape },
    ];
  },
  NonZero: (node) => [{ dtype: "i64", shape: [shapeAt(node, 0)?.length ?? unknownDim, unknownDim] }],
  NonMaxSuppression: () => [{ dtype: "i64", shape: [unknownDim, 3] }],
  Compress(node) {
    const x = typeAt(node, 0);
    const stated = int(node, "axis");
    if (x === undefined) return undefined;
    if (stated === undefined) return [{ dtype: x.dtype, shape: [unknownDim] }];
    const axis = frontAxis(stated, x.shape?.length ?? 0);
    return [{ dtype: x.dtype, shape: x.shape?.map((dim, i) => (i === axis ? unknownDim : dim)) }];
  },
  Unique(node) {
    const x = typeAt(node, 0);
    const stated = int(node, "axis");
    if (x === undefined) return undefined;
    const axis = frontAxis(stated ?? 0, x.shape?.length ?? 0);
    const shape = stated === undefined ? [unknownDim] : x.shape?.map((dim, i) => (i === axis ? unknownDim : dim));
    return [{ dtype: x.dtype, shape }, ...[1, 2, 3].map(() => ({ dtype: "i64", shape: [unknownDim] }) as const)];
  },
  OneHot(node) {
    const [at, values] = [shapeAt(node, 0), typeAt(node, 2)];
    if (at === undefined || values === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? -1, at.length + 1);
    const depth = dimsAt(node, 1)?.[0] ?? unknownDim;
    return [{ dtype: values.dtype, shape: at.toSpliced(axis, 0, depth) }];
  },
};

function reduced(node: ForeignNode): readonly (TensorType | undefined)[] | undefined {
  const x = typeAt(node, 0);
  if (x?.shape === undefined) return undefined;
  const { shape } = x;
  const axes = axesAt(node, 1);
  if (axes === null) return [unknownOf(x.dtype, shape.length, keeps(node) ? 0 : -1, node)];
  const isIdle = (axes === undefined || axes.length === 0) && int(node, "noop_with_empty_axes") === 1;
  if (isIdle) return [x];
  const all = axes === undefined || axes.length === 0 ? shape.map((_, axis) => axis) : axes;
  return [{ dtype: x.dtype, shape: withoutAxes(shape, all, keeps(node)) }];
}
