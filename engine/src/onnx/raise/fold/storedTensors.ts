/** Nodes that move stored tensors of any size: worked out when they are read, so that nothing large is held twice. */
import { isFloat } from "../../../base/tensor.ts";
import { converted } from "../../../weights/bind.ts";
import { concatenated, sliced, transposed } from "../../../weights/rearrange.ts";
import { elementCount, reshaped, type Tensor } from "../../../weights/tensor.ts";
import { dtypeOfNumber } from "../../dataTypes.ts";
import { type Fold, intAttribute, integersAt, intsAttribute } from "./contract.ts";
import { axisOf } from "./small.ts";

export const storedTensors: Readonly<Record<string, Fold>> = {
  Transpose(node) {
    const data = node.inputs[0]?.constant;
    if (data === undefined) return undefined;
    const order = intsAttribute(node, "perm") ?? data.shape.map((_, axis) => data.shape.length - 1 - axis);
    const isOrder = order.length === data.shape.length && new Set(order).size === order.length;
    if (!isOrder || !order.every((axis) => axisOf(axis, order.length) === axis)) return undefined;
    return stored(transposed(data, order));
  },
  Reshape(node) {
    const data = node.inputs[0]?.constant;
    const stated = integersAt(node, 1, "shape");
    if (data === undefined || !stated) return undefined;
    const keepsZero = intAttribute(node, "allowzero") === 1;
    const shape = stated.map((extent, axis) => (extent === 0 && !keepsZero ? (data.shape[axis] ?? 0) : extent));
    const known = shape.filter((extent) => extent !== -1).reduce((product, extent) => product * extent, 1);
    return shaped(
      data,
      shape.map((extent) => (extent === -1 ? elementCount(data.shape) / known : extent)),
    );
  },
  Flatten(node) {
    const data = node.inputs[0]?.constant;
    if (data === undefined) return undefined;
    const axis = intAttribute(node, "axis") ?? 1;
    const cut = axis < 0 ? axis + data.shape.length : axis;
    return shaped(data, [elementCount(data.shape.slice(0, cut)), elementCount(data.shape.slice(cut))]);
  },
  Squeeze(node) {
    const data = node.inputs[0]?.constant;
    const axes = integersAt(node, 1, "axes");
    if (data === undefined || axes === undefined) return undefined;
    const gone = axes?.map((axis) => axisOf(axis, data.shape.length));
    return shaped(
      data,
      data.shape.filter((extent, axis) => (gone === undefined ? extent !== 1 : !gone.includes(axis))),
    );
  },
  Unsqueeze(node) {
    const data = node.inputs[0]?.constant;
    const axes = integersAt(node, 1, "axes");
    if (data === undefined || !axes) return undefined;
    const rank = data.shape.length + axes.length;
    const fresh = new Set(axes.map((axis) => axisOf(axis, rank)));
    const rest = [...data.shape];
    return shaped(
      data,
      Array.from({ length: rank }, (_, axis) => (fresh.has(axis) ? 1 : (rest.shift() ?? 1))),
    );
  },
  Slice(node) {
    const data = node.inputs[0]?.constant;
    const [starts, ends] = [integersAt(node, 1, "starts"), integersAt(node, 2, "ends")];
    const [axes, steps] = [integersAt(node, 3, "axes"), integersAt(node, 4, "steps")];
    if (data === undefined || !starts || !ends || axes === undefined || steps === undefined) return undefined;
    if (steps?.some((step) => step !== 1) === true) return undefined;
    let result = data;
    for (const [index, start] of starts.entries()) {
      const axis = axisOf(axes?.[index] ?? index, data.shape.length);
      if (axis === undefined) return undefined;
      const extent = result.shape[axis] ?? 0;
      const place = (value: number) => Math.min(extent, Math.max(0, value < 0 ? value + extent : value));
      const from = place(start);
      result = sliced(result, axis, from, Math.max(from, place(ends[index] ?? extent)));
    }
    return stored(result);
  },
  Concat(node) {
    const parts = node.inputs.flatMap((input) => input?.constant ?? []);
    const [first] = parts;
    const axis = axisOf(intAttribute(node, "axis") ?? 1, first?.shape.length ?? 0);
    if (first === undefined || axis === undefined || parts.length < node.inputs.length) return undefined;
    const fits = parts.every(
      ({ shape, dtype }) =>
        dtype === first.dtype &&
        shape.length === first.shape.length &&
        shape.every((extent, i) => i === axis || extent === first.shape[i]),
    );
    return fits ? stored(concatenated(parts, axis)) : undefined;
  },
  Cast(node) {
    const data = node.inputs[0]?.constant;
    const to = dtypeOfNumber(intAttribute(node, "to") ?? 0);
    // Only between floats: how integers overflow is not ONNX's to say.
    const isRounding = data !== undefined && to !== undefined && isFloat(data.dtype) && isFloat(to);
    return isRounding ? stored(converted(data, to)) : undefined;
  },
};

function stored(tensor: Tensor): ReturnType<Fold> {
  return [{ kind: "tensor", tensor }];
}

function shaped(data: Tensor, shape: readonly number[]): ReturnType<Fold> {
  const fits = shape.every((extent) => Number.isInteger(extent) && extent >= 0);
  return fits && elementCount(shape) === elementCount(data.shape) ? stored(reshaped(data, shape)) : undefined;
}
