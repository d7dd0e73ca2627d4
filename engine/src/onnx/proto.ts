/**
 * ONNX's protocol buffers. This file alone knows the library that reads and writes them: everybody else knows `model.ts`,
 * `decode.ts` and `encode.ts`.
 */
import Long from "long";
import onnxProto from "onnx-proto";
import protobuf from "protobufjs/minimal.js";

const { onnx } = onnxProto;

export type ModelProto = onnxProto.onnx.IModelProto;
export type GraphProto = onnxProto.onnx.IGraphProto;
export type FunctionProto = onnxProto.onnx.IFunctionProto & {
  readonly attributeProto?: readonly AttributeProto[];
};
export type NodeProto = onnxProto.onnx.INodeProto & { readonly metadataProps?: readonly EntryProto[] };
export type TensorProto = onnxProto.onnx.ITensorProto;
export type AttributeProto = onnxProto.onnx.IAttributeProto;
export type ValueInfoProto = onnxProto.onnx.IValueInfoProto;
export type TypeProto = onnxProto.onnx.ITypeProto;
export type EntryProto = onnxProto.onnx.IStringStringEntryProto;

export const { AttributeType } = onnx.AttributeProto;

/**
 * The library's schema is that of ONNX 1.10: what came later is read here beside it. Nodes got `metadata_props` (field 9, ONNX
 * 1.16), where exporters put the module that a node comes from, and functions got attributes with defaults (field 11, ONNX 1.13).
 */
readAlso(onnx.NodeProto, 9, "metadataProps", (bytes) => onnx.StringStringEntryProto.decode(bytes));
readAlso(onnx.FunctionProto, 11, "attributeProto", (bytes) => onnx.AttributeProto.decode(bytes));

interface Decoder<T> {
  decode(reader: protobuf.Reader | Uint8Array, length?: number): T;
}

function readAlso<T extends object>(
  type: Decoder<T>,
  field: number,
  property: string,
  decode: (bytes: Uint8Array) => unknown,
): void {
  const original = type.decode;
  type.decode = (reader, length) => {
    if (!(reader instanceof protobuf.Reader)) return original.call(type, reader, length);
    const begin = reader.pos;
    const message = original.call(type, reader, length);
    const end = reader.pos;
    const again = protobuf.Reader.create(reader.buf);
    again.pos = begin;
    const found: unknown[] = [];
    while (again.pos < end) {
      const tag = again.uint32();
      if (tag === ((field << 3) | 2)) found.push(decode(again.bytes()));
      else again.skipType(tag & 7);
    }
    if (found.length > 0) Object.assign(message, { [property]: found });
    return message;
  };
}

/** Reads a file's bytes; large tensors are views into them. Throws where they are no protocol buffer. */
export function decodeModelProto(bytes: Uint8Array): ModelProto {
  return onnx.ModelProto.decode(bytes);
}

/** A single tensor, as data sets of ONNX's own tests store it. Throws where the bytes are none. */
export function decodeTensorProto(bytes: Uint8Array): TensorProto {
  return onnx.TensorProto.decode(bytes);
}

export function encodeModelProto(model: ModelProto): Uint8Array {
  return onnx.ModelProto.encode(model).finish();
}

export function encodeGraphProto(graph: GraphProto): Uint8Array {
  return onnx.GraphProto.encode(graph).finish();
}

export function encodeTensorProto(tensor: TensorProto): Uint8Array {
  return onnx.TensorProto.encode(tensor).finish();
}

/** The bytes of `field` holding `length` bytes, without these: a tag and a length. */
export function fieldHeader(field: number, length: number): Uint8Array {
  return protobuf.Writer.create()
    .uint32((field << 3) | 2)
    .uint64(Long.fromNumber(length))
    .finish();
}

/** A 64-bit integer as the library hands it out, as a number; undefined beyond 2^53, where doubles leave integers out. */
export function integerOf(value: number | Long | null | undefined): number | undefined {
  const number = value === null || value === undefined ? 0 : typeof value === "number" ? value : value.toNumber();
  return Number.isSafeInteger(number) ? number : undefined;
}

/**
 * An integer of an attribute. The ends of the 64-bit range, by which exporters say "to the end", become the ends of the range in
 * which integers are exact here: no extent reaches either. Undefined for others beyond that.
 */
export function attributeIntegerOf(value: number | Long | null | undefined): number | undefined {
  if (value === null || value === undefined || typeof value === "number") return integerOf(value);
  if (value.equals(Long.MAX_VALUE)) return Number.MAX_SAFE_INTEGER;
  return value.equals(Long.MIN_VALUE) ? Number.MIN_SAFE_INTEGER : integerOf(value);
}

/** A 64-bit integer as the library hands it out, exact. */
export function bigIntegerOf(value: number | Long): bigint {
  return typeof value === "number" ? BigInt(value) : BigInt(value.toString());
}

/** A number as the library takes 64-bit integers. */
export function longOf(value: number): Long {
  return Long.fromNumber(value);
}
