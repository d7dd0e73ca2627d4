/**
 * Writes a model as the bytes of an ONNX file: pieces in order, among them whole tensors, so that a large file is never
 * held in memory. Equal models give equal bytes.
 */
import { strToU8 } from "fflate";
import { byteLength, bytesOfTensor, elementCount, type Tensor } from "../weights/tensor.ts";
import { numberOfDtype } from "./dataTypes.ts";
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "./model.ts";
import {
  type AttributeProto,
  AttributeType,
  encodeGraphProto,
  encodeModelProto,
  encodeTensorProto,
  fieldHeader,
  type GraphProto,
  longOf,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./proto.ts";

/** What stands next in a file: bytes, or the numbers of a tensor as ONNX packs them. */
export type Piece = Uint8Array | Tensor;

export interface EncodedModel {
  readonly model: readonly Piece[];
  readonly modelBytes: number;
  /** What stands in the file of external data; nothing where all tensors stand in the model. */
  readonly external: readonly Piece[];
  readonly externalBytes: number;
}

export interface EncodeOptions {
  /** Name of the file, beside the model's, that takes tensors of a kilobyte and more. */
  readonly externalFile?: string;
}

/** Fields of onnx.proto that are written by hand, because of what they hold. */
const graphOfModel = 7;
const initializerOfGraph = 5;
const rawDataOfTensor = 9;

/** External tensors begin at multiples of this, so that they can be mapped into memory (onnx.proto, external_data). */
const alignment = 4096;
const smallestExternal = 1024;

/** Encodes a model; with `externalFile`, large tensors go to `external` and the model says where they lie. */
export function encodeModel(model: OnnxModel, { externalFile }: EncodeOptions = {}): EncodedModel {
  const { graph } = model;
  const external: Piece[] = [];
  const initializers: { readonly pieces: readonly Piece[]; readonly length: number }[] = [];
  let offset = 0;
  for (const [name, stored] of graph.initializers) {
    const isExternal =
      externalFile !== undefined && stored.kind === "tensor" && packedBytes(stored.tensor) >= smallestExternal;
    if (!isExternal) {
      initializers.push(initializerPieces(name, stored));
      continue;
    }
    const gap = (alignment - (offset % alignment)) % alignment;
    if (gap > 0) external.push(new Uint8Array(gap));
    const length = packedBytes(stored.tensor);
    initializers.push(placePieces(name, stored.tensor, externalFile, offset + gap, length));
    external.push(stored.tensor);
    offset += gap + length;
  }
  const rest = encodeGraphProto(graphProto({ ...graph, initializers: new Map() }));
  const before = encodeModelProto(modelProto(model));
  const headers = initializers.map(({ length }) => fieldHeader(initializerOfGraph, length));
  const graphLength = initializers.reduce(
    (sum, { length }, index) => sum + length + (headers[index]?.length ?? 0),
    rest.length,
  );
  const graphHeader = fieldHeader(graphOfModel, graphLength);
  return {
    model: [
      before,
      graphHeader,
      rest,
      ...initializers.flatMap(({ pieces }, index) => [headers[index] ?? new Uint8Array(), ...pieces]),
    ],
    modelBytes: before.length + graphHeader.length + graphLength,
    external,
    externalBytes: offset,
  };
}

/** The bytes of a piece. */
export async function bytesOfPiece(piece: Piece): Promise<Uint8Array> {
  if (piece instanceof Uint8Array) return piece;
  const bytes = await bytesOfTensor(piece);
  return piece.dtype === "i4" || piece.dtype === "u4" ? pack(bytes) : bytes;
}

/** Bytes of a tensor as ONNX stores it: types of four bits take half a byte each. */
function packedBytes(tensor: Tensor): number {
  const isHalf = tensor.dtype === "i4" || tensor.dtype === "u4";
  return isHalf ? Math.ceil(elementCount(tensor.shape) / 2) : byteLength(tensor);
}

function pack(bytes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(bytes.length / 2));
  for (const [index, value] of bytes.entries()) {
    packed[index >> 1] = (packed[index >> 1] ?? 0) | ((value & 0xf) << ((index & 1) * 4));
  }
  return packed;
}

function initializerPieces(
  name: string,
  stored: OnnxTensor,
): { readonly pieces: readonly Piece[]; readonly length: number } {
  if (stored.kind !== "tensor") {
    const bytes = encodeTensorProto(tensorProto(name, stored));
    return { pieces: [bytes], length: bytes.length };
  }
  const { tensor } = stored;
  const head = encodeTensorProto(headOf(name, tensor));
  const length = packedBytes(tensor);
  const header = fieldHeader(rawDataOfTensor, length);
  return { pieces: [head, header, tensor], length: head.length + header.length + length };
}

function placePieces(
  name: string,
  tensor: Tensor,
  file: string,
  offset: number,
  length: number,
): { readonly pieces: readonly Piece[]; readonly length: number } {
  const externalData = [
    { key: "location", value: file },
    { key: "offset", value: String(offset) },
    { key: "length", value: String(length) },
  ];
  const bytes = encodeTensorProto({ ...headOf(name, tensor), externalData, dataLocation: 1 });
  return { pieces: [bytes], length: bytes.length };
}

function headOf(name: string, { dtype, shape }: Tensor): TensorProto {
  return { name, dataType: numberOfDtype(dtype), dims: shape.map(longOf) };
}

function modelProto({ irVersion, opsets, metadata, documentation, producer }: OnnxModel) {
  return {
    irVersion: longOf(irVersion),
    producerName: producer.name,
    producerVersion: producer.version,
    opsetImport: [...opsets].map(([domain, version]) => ({ domain, version: longOf(version) })),
    metadataProps: [...metadata].map(([key, value]) => ({ key, value })),
    ...(documentation !== "" && { docString: documentation }),
  };
}

function graphProto({ name, nodes, inputs, outputs, values, initializers, documentation }: OnnxGraph): GraphProto {
  return {
    name,
    node: nodes.map(nodeProto),
    input: inputs.map(valueProto),
    output: outputs.map(valueProto),
    valueInfo: values.map(valueProto),
    initializer: [...initializers].map(([tensor, stored]) => tensorProto(tensor, stored)),
    ...(documentation !== "" && { docString: documentation }),
  };
}

function nodeProto({ name, domain, op, inputs, outputs, attributes }: OnnxNode): NodeProto {
  return {
    name,
    opType: op,
    input: [...inputs],
    output: [...outputs],
    attribute: [...attributes].map(([attribute, value]) => attributeProto(attribute, value)),
    ...(domain !== "" && { domain }),
  };
}

function attributeProto(name: string, attribute: OnnxAttribute): AttributeProto {
  switch (attribute.kind) {
    case "int":
      return { name, type: AttributeType.INT, i: longOf(attribute.value) };
    case "float":
      return { name, type: AttributeType.FLOAT, f: attribute.value };
    case "string":
      return { name, type: AttributeType.STRING, s: strToU8(attribute.value) };
    case "ints":
      return { name, type: AttributeType.INTS, ints: attribute.values.map(longOf) };
    case "floats":
      return { name, type: AttributeType.FLOATS, floats: [...attribute.values] };
    case "strings":
      return { name, type: AttributeType.STRINGS, strings: attribute.values.map((value) => strToU8(value)) };
    case "tensor":
      return { name, type: AttributeType.TENSOR, t: tensorProto("", attribute.tensor) };
    case "graph":
      return { name, type: AttributeType.GRAPH, g: graphProto(attribute.graph) };
    case "reference":
    case "other":
      throw new Error(`An attribute that is ${attribute.kind} cannot be written.`);
  }
}

/** Small tensors, in attributes and subgraphs: their bytes are at hand. */
function tensorProto(name: string, stored: OnnxTensor): TensorProto {
  if (stored.kind === "strings") {
    const { shape, values } = stored;
    return {
      name,
      dataType: numberOfDtype("string"),
      dims: shape.map(longOf),
      stringData: values.map((value) => strToU8(value)),
    };
  }
  if (stored.kind === "other" || stored.tensor.content.kind !== "bytes") {
    throw new Error(`The tensor ${name} cannot be written inside an attribute.`);
  }
  const { tensor } = stored;
  const { bytes } = stored.tensor.content;
  return { ...headOf(name, tensor), rawData: tensor.dtype === "i4" || tensor.dtype === "u4" ? pack(bytes) : bytes };
}

function valueProto({ name, type }: OnnxValue): ValueInfoProto {
  if (type.kind === "other") throw new Error(`The value ${name} is ${type.what} and cannot be written.`);
  const { dtype, shape } = type;
  return {
    name,
    type: {
      tensorType: {
        elemType: numberOfDtype(dtype),
        ...(shape !== undefined && {
          shape: {
            dim: shape.map((extent) =>
              extent === undefined
                ? {}
                : typeof extent === "number"
                  ? { dimValue: longOf(extent) }
                  : { dimParam: extent },
            ),
          },
        }),
      },
    },
  };
}
