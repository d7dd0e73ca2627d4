/** ONNX's numbers for element types (onnx.proto, TensorProto.DataType), and the types that they are here. */
import type { Dtype } from "../base/tensor.ts";

const dtypeByNumber: Readonly<Record<number, Dtype>> = {
  1: "f32",
  2: "u8",
  3: "i8",
  4: "u16",
  5: "i16",
  6: "i32",
  7: "i64",
  8: "string",
  9: "bool",
  10: "f16",
  11: "f64",
  12: "u32",
  13: "u64",
  16: "bf16",
  21: "u4",
  22: "i4",
};

const otherNames: Readonly<Record<number, string>> = {
  0: "undefined",
  14: "complex64",
  15: "complex128",
  17: "float8e4m3fn",
  18: "float8e4m3fnuz",
  19: "float8e5m2",
  20: "float8e5m2fnuz",
  23: "float4e2m1",
  24: "float8e8m0",
  25: "uint2",
  26: "int2",
};

const numberByDtype = new Map(Object.entries(dtypeByNumber).map(([number, dtype]) => [dtype, Number(number)]));

/** The element type that ONNX numbers so; undefined for one that Lathe has no name for. */
export function dtypeOfNumber(number: number): Dtype | undefined {
  return dtypeByNumber[number];
}

/** What ONNX calls an element type that Lathe has no name for. */
export function nameOfNumber(number: number): string {
  return otherNames[number] ?? `type ${number}`;
}

export function numberOfDtype(dtype: Dtype): number {
  return numberByDtype.get(dtype) ?? 0;
}
