/**
 * Small tensors whose elements are known before the model runs: stored numbers, and extents, which may be symbolic. This is
 * what exporters write shape arithmetic over.
 */
import { type Dim, isKnown, isUnknown } from "../../../base/dim.ts";
import { type Dtype, isFloat } from "../../../base/tensor.ts";
import { bytesOfNumbers, numbersOf } from "../../../weights/numbers.ts";
import { elementCount, type Tensor, tensorOfBytes } from "../../../weights/tensor.ts";

export interface Small {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major. Of bools 0 and 1; of floats always numbers. */
  readonly values: readonly Dim[];
}

/** Larger tensors are left to ONNX Runtime, and to those that move whole blocks of bytes. */
export const maximumElements = 4096;

/** The numbers of a stored tensor; undefined for a large one, and for one that lies in a file. */
export function smallOf({ dtype, shape, content }: Tensor): Small | undefined {
  if (content.kind !== "bytes" || dtype === "string" || elementCount(shape) > maximumElements) return undefined;
  return { dtype, shape, values: [...numbersOf(dtype, content.bytes)] };
}

/** The tensor that stores the numbers; undefined where some are symbolic, or too large to be exact. */
export function tensorOfSmall({ dtype, shape, values }: Small): Tensor | undefined {
  const numbers = values.filter(isKnown);
  if (numbers.length < values.length) return undefined;
  const isExact = isFloat(dtype) || numbers.every(isExactInteger);
  return isExact ? tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, numbers)) : undefined;
}

/** Integers that doubles hold, and the ends of the 64-bit range, which stand for "to the end". */
function isExactInteger(value: number): boolean {
  return Number.isSafeInteger(value) || value === 2 ** 63 || value === -(2 ** 63);
}

/** The same elements elsewhere: `from[i]` is the place of the i-th element in the tensor. */
export function moved(small: Small, shape: readonly number[], from: readonly number[]): Small {
  return { ...small, shape, values: from.map((index) => small.values[index] ?? 0) };
}

/** Whether every element is known, be it as a formula. */
export function isWhole({ values }: Small): boolean {
  return !values.some(isUnknown);
}

/** Row-major steps between neighbours along each axis. */
export function strides(shape: readonly number[]): readonly number[] {
  const steps = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) steps[axis] = (steps[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return steps;
}

/** For each element of a tensor of that shape, in order, where it lies along each axis. */
export function places(shape: readonly number[]): readonly (readonly number[])[] {
  let all: readonly (readonly number[])[] = [[]];
  for (const extent of shape) all = all.flatMap((place) => Array.from({ length: extent }, (_, i) => [...place, i]));
  return all;
}

/** The shape that shapes broadcast to; undefined where they do not fit, or the result is large. */
export function broadcastShape(shapes: readonly (readonly number[])[]): readonly number[] | undefined {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let extent = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own !== 1 && extent !== 1 && own !== extent) return undefined;
      if (own !== 1) extent = own;
    }
    result.push(extent);
  }
  return elementCount(result) > maximumElements ? undefined : result;
}

/** A tensor repeated along the axes in which it has one entry, to a shape that it fits. */
export function broadcast(small: Small, shape: readonly number[]): Small {
  if (small.shape.length === shape.length && small.shape.every((extent, axis) => extent === shape[axis])) return small;
  const steps = strides(small.shape);
  const skip = shape.length - small.shape.length;
  const from = places(shape).map((place) =>
    small.shape.reduce(
      (sum, extent, axis) => sum + (extent === 1 ? 0 : (place[axis + skip] ?? 0) * (steps[axis] ?? 0)),
      0,
    ),
  );
  return moved(small, shape, from);
}

/** An axis counted from the front; undefined where there is none such. */
export function axisOf(axis: number, rank: number): number | undefined {
  const front = axis < 0 ? axis + rank : axis;
  return Number.isInteger(front) && front >= 0 && front < rank ? front : undefined;
}
