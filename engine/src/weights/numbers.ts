/** The numbers of a tensor's bytes, and back. */
import type { Dtype } from "../base/tensor.ts";
import { elementBytes } from "./tensor.ts";

/** The numbers behind the bytes; of 64-bit integers the nearest that a double holds. */
export function numbersOf(dtype: Dtype, bytes: Uint8Array): Float64Array {
  const count = Math.floor(bytes.length / elementBytes(dtype));
  const numbers = new Float64Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[dtype];
  for (let i = 0; i < count; i++) numbers[i] = read(view, i);
  return numbers;
}

/** The 64-bit integers behind the bytes, exact. */
export function bigIntegersOf(bytes: Uint8Array): BigInt64Array {
  return new BigInt64Array(aligned(bytes, 8).buffer);
}

/** Numbers as bytes of a type: floats are rounded to the nearest that it holds, integers cut to their range. */
export function bytesOfNumbers(dtype: Dtype, numbers: ArrayLike<number>): Uint8Array {
  const size = elementBytes(dtype);
  const bytes = new Uint8Array(numbers.length * size);
  const view = new DataView(bytes.buffer);
  const write = writers[dtype];
  for (let i = 0; i < numbers.length; i++) write(view, i, numbers[i] ?? 0);
  return bytes;
}

/** Float32 view of f32 bytes; a copy only where they do not lie as the processor wants them. */
export function float32Of(bytes: Uint8Array): Float32Array {
  const whole = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(whole.buffer, whole.byteOffset, Math.floor(whole.byteLength / 4));
}

function aligned(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(bytes.length - (bytes.length % size));
  copy.set(bytes.subarray(0, copy.length));
  return copy;
}

type Reader = (view: DataView, index: number) => number;
type Writer = (view: DataView, index: number, value: number) => void;

const readers: Readonly<Record<Dtype, Reader>> = {
  f64: (view, i) => view.getFloat64(i * 8, true),
  f32: (view, i) => view.getFloat32(i * 4, true),
  f16: (view, i) => halfToNumber(view.getUint16(i * 2, true)),
  bf16: (view, i) => bfloatToNumber(view.getUint16(i * 2, true)),
  i64: (view, i) => Number(view.getBigInt64(i * 8, true)),
  i32: (view, i) => view.getInt32(i * 4, true),
  i16: (view, i) => view.getInt16(i * 2, true),
  i8: (view, i) => view.getInt8(i),
  i4: (view, i) => view.getInt8(i),
  u64: (view, i) => Number(view.getBigUint64(i * 8, true)),
  u32: (view, i) => view.getUint32(i * 4, true),
  u16: (view, i) => view.getUint16(i * 2, true),
  u8: (view, i) => view.getUint8(i),
  u4: (view, i) => view.getUint8(i),
  bool: (view, i) => view.getUint8(i),
  string: () => Number.NaN,
};

const writers: Readonly<Record<Dtype, Writer>> = {
  f64: (view, i, value) => view.setFloat64(i * 8, value, true),
  f32: (view, i, value) => view.setFloat32(i * 4, value, true),
  f16: (view, i, value) => view.setUint16(i * 2, numberToHalf(value), true),
  bf16: (view, i, value) => view.setUint16(i * 2, numberToBfloat(value), true),
  i64: (view, i, value) => view.setBigInt64(i * 8, bigInteger(value, -(2n ** 63n), 2n ** 63n - 1n), true),
  i32: (view, i, value) => view.setInt32(i * 4, clamped(value, -(2 ** 31), 2 ** 31 - 1), true),
  i16: (view, i, value) => view.setInt16(i * 2, clamped(value, -32768, 32767), true),
  i8: (view, i, value) => view.setInt8(i, clamped(value, -128, 127)),
  i4: (view, i, value) => view.setInt8(i, clamped(value, -8, 7)),
  u64: (view, i, value) => view.setBigUint64(i * 8, bigInteger(value, 0n, 2n ** 64n - 1n), true),
  u32: (view, i, value) => view.setUint32(i * 4, clamped(value, 0, 2 ** 32 - 1), true),
  u16: (view, i, value) => view.setUint16(i * 2, clamped(value, 0, 65535), true),
  u8: (view, i, value) => view.setUint8(i, clamped(value, 0, 255)),
  u4: (view, i, value) => view.setUint8(i, clamped(value, 0, 15)),
  bool: (view, i, value) => view.setUint8(i, value === 0 ? 0 : 1),
  string: () => {},
};

function clamped(value: number, low: number, high: number): number {
  return Number.isNaN(value) ? 0 : Math.min(high, Math.max(low, Math.trunc(value)));
}

function bigInteger(value: number, low: bigint, high: bigint): bigint {
  if (Number.isNaN(value)) return 0n;
  if (!Number.isFinite(value)) return value > 0 ? high : low;
  const whole = BigInt(Math.trunc(value));
  return whole < low ? low : whole > high ? high : whole;
}

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest binary16, ties to even. */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  // Half way between the largest number, 65504, and the one that would follow it.
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  // Math.log2 may round up to the next power.
  const power = 2 ** exponent > magnitude ? exponent - 1 : exponent;
  // A fraction that rounds up to 1024 carries into the exponent, as it should.
  return sign | (((power + 15) << 10) + roundToEven((magnitude / 2 ** power - 1) * 1024));
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a binary32. */
function bfloatToNumber(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

/** The nearest bfloat16, ties to even. */
function numberToBfloat(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  word.setFloat32(0, value);
  const bits = word.getUint32(0);
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
