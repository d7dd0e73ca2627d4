/**
 * Tensors with their numbers. The bytes are little-endian and row-major; types below a byte take one byte each here and are
 * packed only where a format asks for it. Large tensors stay where they are until somebody reads them.
 */
import type { Dtype } from "../base/tensor.ts";

export interface Tensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly content: TensorContent;
  /** Of floats that stand for integers: these, and their steps (`quantized.ts`). Whoever changes the numbers leaves it out. */
  readonly quantized?: {
    readonly integers: Tensor;
    readonly scale: Tensor;
    readonly zero: Tensor;
  };
}

export type TensorContent =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** Read from a file, drawn from a seed or worked out of other tensors, each time that it is asked for. */
  | { readonly kind: "deferred"; readonly read: () => Promise<Uint8Array> };

/** How many bytes one element takes in a `Tensor`. Strings have no such tensors. */
export function elementBytes(dtype: Dtype): number {
  switch (dtype) {
    case "f64":
    case "i64":
    case "u64":
      return 8;
    case "f32":
    case "i32":
    case "u32":
      return 4;
    case "f16":
    case "bf16":
    case "i16":
    case "u16":
      return 2;
    default:
      return 1;
  }
}

/** Number of elements; a shape without axes has one. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function byteLength({ dtype, shape }: Pick<Tensor, "dtype" | "shape">): number {
  return elementCount(shape) * elementBytes(dtype);
}

/** The bytes of a tensor, wherever they come from. */
export async function bytesOfTensor({ content }: Tensor): Promise<Uint8Array> {
  return content.kind === "bytes" ? content.bytes : await content.read();
}

export function tensorOfBytes(dtype: Dtype, shape: readonly number[], bytes: Uint8Array): Tensor {
  return { dtype, shape, content: { kind: "bytes", bytes } };
}

/** The same numbers under another shape with as many elements. */
export function reshaped(tensor: Tensor, shape: readonly number[]): Tensor {
  const { dtype, content, quantized } = tensor;
  // Steps for the entries of an axis hold for that shape alone.
  if (quantized === undefined || quantized.scale.shape.length > 0) return { dtype, shape, content };
  return { dtype, shape, content, quantized: { ...quantized, integers: reshaped(quantized.integers, shape) } };
}

/** A tensor worked out of others when it is read. */
export function derived(
  dtype: Dtype,
  shape: readonly number[],
  from: readonly Tensor[],
  work: (bytes: readonly Uint8Array[]) => Uint8Array,
): Tensor {
  const isAtHand = from.every(({ content }) => content.kind === "bytes");
  const small = byteLength({ dtype, shape }) <= smallBytes;
  if (isAtHand && small) {
    const bytes = from.flatMap(({ content }) => (content.kind === "bytes" ? [content.bytes] : []));
    return tensorOfBytes(dtype, shape, work(bytes));
  }
  const read = async () => work(await Promise.all(from.map(bytesOfTensor)));
  return { dtype, shape, content: { kind: "deferred", read } };
}

/** Up to this size a tensor is worked out at once: keeping its parts would cost more than it. */
const smallBytes = 65_536;
