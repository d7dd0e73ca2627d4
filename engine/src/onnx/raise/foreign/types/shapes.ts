/** Nodes that lay the same elements out otherwise. */
import { addDim, type Dim, divideDim, isKnown, mulDim, productDims, unknownDim } from "../../../../base/dim.ts";
import { axesAt, dimsAt, type ForeignNode, int, ints, numbersAt, shapeAt, typeAt } from "../node.ts";
import { broadcastOf, frontAxis, type Rules, unknownOf, withoutAxes } from "./rule.ts";

export const shapes: Rules = {
  Shape(node) {
    const rank = shapeAt(node, 0)?.length;
    if (rank === undefined) return [{ dtype: "i64", shape: [unknownDim] }];
    const place = (value: number) => Math.min(rank, Math.max(0, value < 0 ? value + rank : value));
    const length = place(int(node, "end") ?? rank) - place(int(node, "start") ?? 0);
    return [{ dtype: "i64", shape: [Math.max(0, length)] }];
  },
  Size: () => [{ dtype: "i64", shape: [] }],
  Reshape(node) {
    const x = typeAt(node, 0);
    return x && [{ dtype: x.dtype, shape: reshapedTo(node, x.shape) }];
  },
  Flatten(node) {
    const x = typeAt(node, 0);
    const axis = int(node, "axis") ?? 1;
    if (x?.shape === undefined) return x && [{ ...x, shape: [unknownDim, unknownDim] }];
    const cut = axis < 0 ? axis + x.shape.length : axis;
    return [{ dtype: x.dtype, shape: [productDims(x.shape.slice(0, cut)), productDims(x.shape.slice(cut))] }];
  },
  Transpose(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const { shape } = x;
    const order = ints(node, "perm") ?? shape.map((_, axis) => shape.length - 1 - axis);
    return [{ dtype: x.dtype, shape: order.map((axis) => shape[axis] ?? unknownDim) }];
  },
  Squeeze(node) {
    const x = typeAt(node, 0);
    const axes = axesAt(node, 1);
    if (x?.shape === undefined) return undefined;
    if (axes === null) return [unknownOf(x.dtype, x.shape.length, -1, node)];
    // Without axes all of extent 1 go, so that each must be known.
    const gone = axes ?? (x.shape.every(isKnown) ? x.shape.flatMap((dim, axis) => (dim === 1 ? [axis] : [])) : null);
    return gone === null ? undefined : [{ dtype: x.dtype, shape: withoutAxes(x.shape, gone, false) }];
  },
  Unsqueeze(node) {
    const x = typeAt(node, 0);
    const axes = axesAt(node, 1);
    if (x?.shape === undefined) return undefined;
    if (!axes) return [unknownOf(x.dtype, x.shape.length, 1, node)];
    const rank = x.shape.length + axes.length;
    const fresh = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
    const rest = [...x.shape];
    const shape = Array.from({ length: rank }, (_, axis) => (fresh.has(axis) ? 1 : (rest.shift() ?? unknownDim)));
    return [{ dtype: x.dtype, shape }];
  },
  Expand(node) {
    const x = typeAt(node, 0);
    const to = dimsAt(node, 1);
    const length = shapeAt(node, 1)?.[0];
    const wanted = to ?? (typeof length === "number" ? Array.from({ length }, () => unknownDim) : undefined);
    return x && [{ dtype: x.dtype, shape: broadcastOf([x.shape, wanted]) }];
  },
  Tile(node) {
    const x = typeAt(node, 0);
    const repeats = dimsAt(node, 1);
    return x && [{ dtype: x.dtype, shape: x.shape?.map((dim, axis) => mulDim(dim, repeats?.[axis] ?? unknownDim)) }];
  },
  Pad(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const rank = x.shape.length;
    const pads = node.inputs[1] === undefined ? ints(node, "pads") : dimsAt(node, 1);
    const axes = node.inputs[3] === undefined ? x.shape.map((_, axis) => axis) : numbersAt(node, 3);
    const places = axes?.map((axis) => frontAxis(axis, rank));
    const shape = x.shape.map((dim, axis) => {
      if (pads === undefined || places === undefined) return unknownDim;
      const at = places.indexOf(axis);
      if (at < 0) return dim;
      return addDim(dim, addDim(pads[at] ?? unknownDim, pads[at + places.length] ?? unknownDim));
    });
    return [{ dtype: x.dtype, shape }];
  },
  Range(node) {
    const dtype = typeAt(node, 0)?.dtype;
    return dtype && [{ dtype, shape: [unknownDim] }];
  },
  ConstantOfShape(node) {
    const length = shapeAt(node, 0)?.[0];
    const shape =
      dimsAt(node, 0) ?? (typeof length === "number" ? Array.from({ length }, () => unknownDim) : undefined);
    return [{ dtype: "f32", shape }];
  },
};

function reshapedTo(node: ForeignNode, shape: readonly Dim[] | undefined): readonly Dim[] | undefined {
  const stated = node.inputs[1] === undefined ? ints(node, "shape") : dimsAt(node, 1);
  if (stated === undefined) {
    const length = shapeAt(node, 1)?.[0];
    return typeof length === "number" ? Array.from({ length }, () => unknownDim) : undefined;
  }
  const keepsZero = int(node, "allowzero") === 1;
  const copied = stated.map((dim, axis) => (dim === 0 && !keepsZero ? (shape?.[axis] ?? unknownDim) : dim));
  const known = productDims(copied.filter((dim) => dim !== -1));
  const total = shape === undefined ? unknownDim : productDims(shape);
  return copied.map((dim) => (dim === -1 ? (divideDim(total, known) ?? unknownDim) : dim));
}
