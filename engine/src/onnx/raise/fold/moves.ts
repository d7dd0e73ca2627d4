/** Nodes that move elements without changing them, on small tensors. */
import { type Dim, isKnown } from "../../../base/dim.ts";
import { elementCount } from "../../../weights/tensor.ts";
import { type Fold, intAttribute, integersAt, intsAttribute, numbersAt, small } from "./contract.ts";
import { axisOf, broadcast, broadcastShape, maximumElements, moved, places, type Small, strides } from "./small.ts";

export const moves: Readonly<Record<string, Fold>> = {
  Gather(node) {
    const [data, indices] = [node.inputs[0]?.small, node.inputs[1]?.small];
    const picked = numbersAt(node, 1);
    const axis = axisOf(intAttribute(node, "axis") ?? 0, data?.shape.length ?? 0);
    if (data === undefined || indices === undefined || picked === undefined || axis === undefined) return undefined;
    const extent = data.shape[axis] ?? 0;
    const at = picked.map((index) => (index < 0 ? index + extent : index));
    if (!at.every((index) => Number.isInteger(index) && index >= 0 && index < extent)) return undefined;
    const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
    if (elementCount(shape) > maximumElements) return undefined;
    const chosen = along(data, axis, at);
    return small({ ...chosen, shape });
  },
  Slice(node) {
    const data = node.inputs[0]?.small;
    const starts = integersAt(node, 1, "starts");
    const ends = integersAt(node, 2, "ends");
    const axes = integersAt(node, 3, "axes");
    const steps = integersAt(node, 4, "steps");
    if (data === undefined || !starts || !ends || axes === undefined || steps === undefined) return undefined;
    let result = data;
    for (const [index, start] of starts.entries()) {
      const axis = axisOf(axes?.[index] ?? index, data.shape.length);
      const end = ends[index];
      const step = steps?.[index] ?? 1;
      if (axis === undefined || end === undefined || step === 0) return undefined;
      result = along(result, axis, slicePlaces(start, end, step, result.shape[axis] ?? 0));
    }
    return small(result);
  },
  Concat(node) {
    const parts = node.inputs.flatMap((input) => input?.small ?? []);
    const [first] = parts;
    const axis = axisOf(intAttribute(node, "axis") ?? 1, first?.shape.length ?? 0);
    if (first === undefined || axis === undefined || parts.length < node.inputs.length) return undefined;
    const fits = parts.every(
      ({ shape }) => shape.length === first.shape.length && shape.every((e, i) => i === axis || e === first.shape[i]),
    );
    const extent = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
    const shape = first.shape.with(axis, extent);
    if (!fits || elementCount(shape) > maximumElements) return undefined;
    const values: Dim[] = [];
    const outer = elementCount(shape.slice(0, axis));
    for (let o = 0; o < outer; o++) {
      for (const part of parts) {
        const run = elementCount(part.shape.slice(axis));
        values.push(...part.values.slice(o * run, (o + 1) * run));
      }
    }
    return small({ dtype: first.dtype, shape, values });
  },
  Split(node) {
    const data = node.inputs[0]?.small;
    const axis = axisOf(intAttribute(node, "axis") ?? 0, data?.shape.length ?? 0);
    const stated = integersAt(node, 1, "split");
    if (data === undefined || axis === undefined || stated === undefined) return undefined;
    const extent = data.shape[axis] ?? 0;
    const count = node.node.outputs.length;
    const part = Math.ceil(extent / count);
    const sizes = stated ?? Array.from({ length: count }, (_, i) => Math.max(0, Math.min(part, extent - i * part)));
    if (sizes.length !== count || sizes.reduce((sum, size) => sum + size, 0) !== extent) return undefined;
    let from = 0;
    return sizes.map((size) => {
      const piece = along(
        data,
        axis,
        Array.from({ length: size }, (_, i) => from + i),
      );
      from += size;
      return { kind: "small", small: piece };
    });
  },
  Squeeze(node) {
    const data = node.inputs[0]?.small;
    const axes = integersAt(node, 1, "axes");
    if (data === undefined || axes === undefined) return undefined;
    const gone = axes?.map((axis) => axisOf(axis, data.shape.length));
    const shape = data.shape.filter((extent, axis) => (gone === undefined ? extent !== 1 : !gone.includes(axis)));
    return reshape(data, shape);
  },
  Unsqueeze(node) {
    const data = node.inputs[0]?.small;
    const axes = integersAt(node, 1, "axes");
    if (data === undefined || !axes) return undefined;
    const rank = data.shape.length + axes.length;
    const fresh = new Set(axes.map((axis) => axisOf(axis, rank)));
    const rest = [...data.shape];
    return reshape(
      data,
      Array.from({ length: rank }, (_, axis) => (fresh.has(axis) ? 1 : (rest.shift() ?? 1))),
    );
  },
  Reshape(node) {
    const data = node.inputs[0]?.small;
    const stated = integersAt(node, 1, "shape");
    if (data === undefined || !stated) return undefined;
    const keepsZero = intAttribute(node, "allowzero") === 1;
    const shape = stated.map((extent, axis) => (extent === 0 && !keepsZero ? (data.shape[axis] ?? 0) : extent));
    const known = shape.filter((extent) => extent !== -1).reduce((product, extent) => product * extent, 1);
    if (shape.filter((extent) => extent === -1).length > 1) return undefined;
    return reshape(
      data,
      shape.map((extent) => (extent === -1 ? data.values.length / known : extent)),
    );
  },
  Flatten(node) {
    const data = node.inputs[0]?.small;
    const axis = intAttribute(node, "axis") ?? 1;
    if (data === undefined) return undefined;
    const cut = axis < 0 ? axis + data.shape.length : axis;
    return reshape(data, [elementCount(data.shape.slice(0, cut)), elementCount(data.shape.slice(cut))]);
  },
  Transpose(node) {
    const data = node.inputs[0]?.small;
    if (data === undefined) return undefined;
    const order = intsAttribute(node, "perm") ?? data.shape.map((_, axis) => data.shape.length - 1 - axis);
    if (new Set(order).size !== data.shape.length || !order.every((axis) => axisOf(axis, order.length) === axis))
      return undefined;
    const shape = order.map((axis) => data.shape[axis] ?? 1);
    const steps = strides(data.shape);
    const from = places(shape).map((place) =>
      order.reduce((sum, axis, i) => sum + (place[i] ?? 0) * (steps[axis] ?? 0), 0),
    );
    return small(moved(data, shape, from));
  },
  Expand(node) {
    const data = node.inputs[0]?.small;
    const shape = numbersAt(node, 1);
    if (data === undefined || shape === undefined || shape.some((extent) => !(extent >= 0))) return undefined;
    const wide = broadcastShape([data.shape, shape]);
    return wide === undefined ? undefined : small(broadcast(data, wide));
  },
  Tile(node) {
    const data = node.inputs[0]?.small;
    const repeats = numbersAt(node, 1);
    if (data === undefined || repeats?.length !== data.shape.length) return undefined;
    const shape = data.shape.map((extent, axis) => extent * (repeats[axis] ?? 1));
    if (!(elementCount(shape) <= maximumElements) || shape.some((extent) => !(extent >= 0))) return undefined;
    let result = data;
    for (const [axis, extent] of data.shape.entries()) {
      result = along(
        result,
        axis,
        Array.from({ length: shape[axis] ?? 0 }, (_, i) => i % extent),
      );
    }
    return small(result);
  },
};

/** Entries of one axis, picked. */
function along(data: Small, axis: number, at: readonly number[]): Small {
  const shape = data.shape.with(axis, at.length);
  const steps = strides(data.shape);
  const from = places(shape).map((place) =>
    place.reduce((sum, index, i) => sum + (i === axis ? (at[index] ?? 0) : index) * (steps[i] ?? 0), 0),
  );
  return moved(data, shape, from);
}

/** Which entries of an axis a slice takes (onnx, "Slice"): ends may lie beyond it. */
function slicePlaces(start: number, end: number, step: number, extent: number): readonly number[] {
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const cut = (place: number, lowest: number) => Math.min(high, Math.max(lowest, place < 0 ? place + extent : place));
  const from = cut(start, 0);
  const to = cut(end, low);
  const length = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length }, (_, i) => from + i * step);
}

function reshape(data: Small, shape: readonly number[]): ReturnType<Fold> {
  const fits = shape.every((extent) => isKnown(extent) && extent >= 0) && elementCount(shape) === data.values.length;
  return fits ? small({ ...data, shape }) : undefined;
}
