/** Tensors worked out of tensors by moving elements: no number is changed, so any type of whole bytes will do. */
import { derived, elementBytes, elementCount, type Tensor } from "./tensor.ts";

/** The axes in another order: axis i of the result is axis `order[i]` of the tensor. */
export function transposed(tensor: Tensor, order: readonly number[]): Tensor {
  if (order.every((axis, index) => axis === index)) return tensor;
  const shape = order.map((axis) => tensor.shape[axis] ?? 1);
  const size = elementBytes(tensor.dtype);
  const strides = stridesOf(tensor.shape);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = derived(tensor.dtype, shape, [tensor], ([bytes]) => {
    const from = bytes ?? new Uint8Array();
    const to = new Uint8Array(from.length);
    if (order.length === 2 && size === 4) transposeWords(from, to, tensor.shape[0] ?? 1, tensor.shape[1] ?? 1);
    else move(from, to, shape, steps, size);
    return to;
  });
  if (tensor.quantized === undefined) return result;
  const { integers, scale, zero } = tensor.quantized;
  const turned = (part: Tensor) => (part.shape.length === 0 ? part : transposed(part, order));
  return {
    ...result,
    quantized: { integers: transposed(integers, order), scale: turned(scale), zero: turned(zero) },
  };
}

/** Entries `begin` to `end` (excluded) of one axis. */
export function sliced(tensor: Tensor, axis: number, begin: number, end: number): Tensor {
  return picked(tensor, axis, [[begin, end]]);
}

/** The given runs of entries of one axis, one after the other. */
export function picked(tensor: Tensor, axis: number, runs: readonly (readonly [begin: number, end: number])[]): Tensor {
  const extent = runs.reduce((sum, [begin, end]) => sum + end - begin, 0);
  const [whole] = runs;
  if (runs.length === 1 && whole?.[0] === 0 && extent === tensor.shape[axis]) return tensor;
  const shape = tensor.shape.with(axis, extent);
  const inner = elementCount(tensor.shape.slice(axis + 1)) * elementBytes(tensor.dtype);
  const outer = elementCount(tensor.shape.slice(0, axis));
  const stride = (tensor.shape[axis] ?? 1) * inner;
  return derived(tensor.dtype, shape, [tensor], ([bytes]) => {
    const from = bytes ?? new Uint8Array();
    const to = new Uint8Array(outer * extent * inner);
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (const [begin, end] of runs) {
        to.set(from.subarray(o * stride + begin * inner, o * stride + end * inner), at);
        at += (end - begin) * inner;
      }
    }
    return to;
  });
}

/** Tensors of one type laid one after the other along an axis; all other extents must be equal. */
export function concatenated(tensors: readonly Tensor[], axis: number): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new Error("nothing to concatenate");
  if (tensors.length === 1) return first;
  const extents = tensors.map(({ shape }) => shape[axis] ?? 1);
  const shape = first.shape.with(
    axis,
    extents.reduce((sum, extent) => sum + extent, 0),
  );
  const inner = elementCount(first.shape.slice(axis + 1)) * elementBytes(first.dtype);
  const outer = elementCount(first.shape.slice(0, axis));
  return derived(first.dtype, shape, tensors, (parts) => {
    const to = new Uint8Array(elementCount(shape) * elementBytes(first.dtype));
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (const [index, part] of parts.entries()) {
        const run = (extents[index] ?? 1) * inner;
        to.set(part.subarray(o * run, (o + 1) * run), at);
        at += run;
      }
    }
    return to;
  });
}

/** Row-major strides, in elements. */
function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/**
 * Tile by tile, so that neither side leaves the cache. A row of tiles is copied where the bytes do not lie as words do, which is never
 * much memory.
 */
function transposeWords(from: Uint8Array, to: Uint8Array, rows: number, columns: number): void {
  const target = new Uint32Array(to.buffer, to.byteOffset, rows * columns);
  const tile = 32;
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(rows, top + tile);
    const band = from.subarray(top * columns * 4, bottom * columns * 4);
    const aligned = band.byteOffset % 4 === 0 ? band : new Uint8Array(band);
    const source = new Uint32Array(aligned.buffer, aligned.byteOffset, (bottom - top) * columns);
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(columns, left + tile);
      for (let row = top; row < bottom; row++) {
        const begin = (row - top) * columns;
        for (let column = left; column < right; column++) {
          target[column * rows + row] = source[begin + column] ?? 0;
        }
      }
    }
  }
}

function move(
  from: Uint8Array,
  to: Uint8Array,
  shape: readonly number[],
  steps: readonly number[],
  size: number,
): void {
  const place = shape.map(() => 0);
  const count = elementCount(shape);
  let source = 0;
  for (let index = 0; index < count; index++) {
    for (let byte = 0; byte < size; byte++) to[index * size + byte] = from[source * size + byte] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += steps[axis] ?? 0;
      const next = (place[axis] ?? 0) + 1;
      if (next < (shape[axis] ?? 1)) {
        place[axis] = next;
        break;
      }
      source -= (steps[axis] ?? 0) * next;
      place[axis] = 0;
    }
  }
}
