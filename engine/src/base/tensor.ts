import { ceilDivDim, type Dim, formatDim, mulDim, productDims, unknownDim } from "./dim.ts";

/** Element types and their size in bits. A string's size is not known. */
const bitsByDtype = {
  f64: 64,
  f32: 32,
  f16: 16,
  bf16: 16,
  i64: 64,
  i32: 32,
  i16: 16,
  i8: 8,
  i4: 4,
  u64: 64,
  u32: 32,
  u16: 16,
  u8: 8,
  u4: 4,
  bool: 8,
  string: undefined,
} as const;

export type Dtype = keyof typeof bitsByDtype;

export const dtypes = Object.keys(bitsByDtype).filter(isDtype);

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(bitsByDtype, name);
}

export function isFloat(dtype: Dtype): boolean {
  return dtype.startsWith("f") || dtype === "bf16";
}

export function isInteger(dtype: Dtype): boolean {
  return /^[iu]\d/.test(dtype);
}

/** Bits of one element; undefined for strings. */
export function bitsOf(dtype: Dtype): number | undefined {
  return bitsByDtype[dtype];
}

/** A tensor's element type and shape. The shape is undefined where even the rank is unknown. */
export interface TensorType {
  readonly dtype: Dtype;
  readonly shape: readonly Dim[] | undefined;
}

export function tensor(dtype: Dtype, shape: readonly Dim[] | undefined): TensorType {
  return { dtype, shape };
}

/** Number of elements. */
export function elements(type: TensorType): Dim {
  return type.shape === undefined ? unknownDim : productDims(type.shape);
}

/** Bytes of the tensor stored densely; sub-byte types are packed. */
export function bytesOf(type: TensorType): Dim {
  const bits = bitsOf(type.dtype);
  if (bits === undefined) return unknownDim;
  const count = elements(type);
  return bits % 8 === 0 ? mulDim(count, bits / 8) : ceilDivDim(mulDim(count, bits), 8);
}

/** `f32[1, 64, 56, 56]`; `f32` alone where the rank is unknown. */
export function formatTensor(type: TensorType): string {
  return type.shape === undefined ? type.dtype : `${type.dtype}[${type.shape.map(formatDim).join(", ")}]`;
}
