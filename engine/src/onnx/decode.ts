/** Reads the bytes of an ONNX file into a model. Large tensors are views into the bytes: nothing is copied. */
import { strFromU8 } from "fflate";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import type { Dtype } from "../base/tensor.ts";
import { bytesOfNumbers } from "../weights/numbers.ts";
import { byteLength, elementCount, type TensorContent } from "../weights/tensor.ts";
import { dtypeOfNumber, nameOfNumber } from "./dataTypes.ts";
import type {
  OnnxAttribute,
  OnnxFunction,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxType,
  OnnxValue,
} from "./model.ts";
import {
  type AttributeProto,
  AttributeType,
  attributeIntegerOf,
  bigIntegerOf,
  decodeModelProto,
  decodeTensorProto,
  type FunctionProto,
  type GraphProto,
  integerOf,
  type NodeProto,
  type TensorProto,
  type TypeProto,
  type ValueInfoProto,
} from "./proto.ts";

/** Where a model keeps a tensor that does not stand in its own file. */
export interface ExternalPlace {
  /** As the model writes it: a path that should lie in the model's folder. */
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** Gives the content of a tensor in another file, or the reason why there is none; asked while the model is read. */
export type ExternalData = (place: ExternalPlace) => TensorContent | Refusal;

/** More subgraphs inside each other than any honest model has; reading them would exhaust the stack. */
const deepest = 500;

/**
 * Reads a model. Refuses what is no ONNX file, what is cut off, tensors whose bytes do not fill their shape, and external
 * data that `external` refuses (all of it where that is left out). Never throws.
 */
export function decodeModel(bytes: Uint8Array, external?: ExternalData): OnnxModel | Refusal {
  const proto = attempt(() => decodeModelProto(bytes));
  if (isRefusal(proto)) return proto;
  if (proto.graph === null || proto.graph === undefined) {
    return bad("it is no ONNX model: it holds no graph");
  }
  const reader = new Reader(external);
  const opsets = reader.opsets(proto.opsetImport);
  const graph = reader.graph(proto.graph, 0);
  if (isRefusal(graph)) return graph;
  const functions: OnnxFunction[] = [];
  for (const entry of proto.functions ?? []) {
    const read = reader.function(entry);
    if (isRefusal(read)) return read;
    functions.push(read);
  }
  return {
    irVersion: integerOf(proto.irVersion) ?? 0,
    opsets,
    graph,
    functions,
    metadata: entriesOf(proto.metadataProps),
    documentation: proto.docString ?? "",
    producer: { name: proto.producerName ?? "", version: proto.producerVersion ?? "" },
  };
}

/** Reads a tensor that stands in a file of its own, as the data sets of ONNX's tests do. Refuses as `decodeModel` does. */
export function decodeTensor(bytes: Uint8Array): OnnxTensor | Refusal {
  const proto = attempt(() => decodeTensorProto(bytes));
  return isRefusal(proto) ? proto : new Reader(undefined).tensor(proto, "the tensor");
}

function attempt<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (error) {
    // The library throws on bytes that are no protocol buffer, and the stack ends where messages nest without end.
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      return bad("its graphs lie too deep inside each other");
    }
    if (error instanceof Error) return bad("it is no ONNX file, or it is cut off");
    throw error;
  }
}

function bad(message: string): Refusal {
  return refuse("bad-onnx", message);
}

function entriesOf(
  entries: readonly { readonly key?: string | null; readonly value?: string | null }[] | null | undefined,
): ReadonlyMap<string, string> {
  return new Map((entries ?? []).map(({ key, value }) => [key ?? "", value ?? ""]));
}

class Reader {
  private readonly external: ExternalData | undefined;

  constructor(external: ExternalData | undefined) {
    this.external = external;
  }

  opsets(imports: NonNullable<FunctionProto["opsetImport"]> | null | undefined): ReadonlyMap<string, number> {
    return new Map((imports ?? []).map(({ domain, version }) => [domainOf(domain), integerOf(version) ?? 0]));
  }

  graph(proto: GraphProto, depth: number): OnnxGraph | Refusal {
    if (depth > deepest) return bad("its graphs lie too deep inside each other");
    const initializers = new Map<string, OnnxTensor>();
    for (const entry of proto.initializer ?? []) {
      const name = entry.name ?? "";
      const tensor = this.tensor(entry, `the tensor \`${shorten(name)}\``);
      if (isRefusal(tensor)) return tensor;
      initializers.set(name, tensor);
    }
    for (const { values } of proto.sparseInitializer ?? []) {
      initializers.set(values?.name ?? "", { kind: "other", dtype: "sparse tensor", shape: [] });
    }
    const nodes: OnnxNode[] = [];
    for (const entry of proto.node ?? []) {
      const node = this.node(entry, depth);
      if (isRefusal(node)) return node;
      nodes.push(node);
    }
    return {
      name: proto.name ?? "",
      nodes,
      inputs: (proto.input ?? []).map(readValueInfo).filter(({ name }) => !initializers.has(name)),
      outputs: (proto.output ?? []).map(readValueInfo),
      values: (proto.valueInfo ?? []).map(readValueInfo),
      initializers,
      documentation: proto.docString ?? "",
    };
  }

  node(proto: NodeProto, depth: number): OnnxNode | Refusal {
    const attributes = new Map<string, OnnxAttribute>();
    for (const entry of proto.attribute ?? []) {
      const attribute = this.attribute(entry, proto, depth);
      if (isRefusal(attribute)) return attribute;
      attributes.set(entry.name ?? "", attribute);
    }
    return {
      name: proto.name ?? "",
      domain: domainOf(proto.domain),
      op: proto.opType ?? "",
      inputs: proto.input ?? [],
      outputs: proto.output ?? [],
      attributes,
      metadata: entriesOf(proto.metadataProps),
    };
  }

  function(proto: FunctionProto): OnnxFunction | Refusal {
    const nodes: OnnxNode[] = [];
    for (const entry of proto.node ?? []) {
      const node = this.node(entry, 0);
      if (isRefusal(node)) return node;
      nodes.push(node);
    }
    const defaults = new Map<string, OnnxAttribute>();
    for (const entry of proto.attributeProto ?? []) {
      const attribute = this.attribute(entry, proto, 0);
      if (isRefusal(attribute)) return attribute;
      defaults.set(entry.name ?? "", attribute);
    }
    return {
      name: proto.name ?? "",
      domain: domainOf(proto.domain),
      inputs: proto.input ?? [],
      outputs: proto.output ?? [],
      attributes: proto.attribute ?? [],
      defaults,
      nodes,
      opsets: this.opsets(proto.opsetImport),
    };
  }

  private attribute(
    proto: AttributeProto,
    node: { readonly name?: string | null; readonly opType?: string | null },
    depth: number,
  ): OnnxAttribute | Refusal {
    const where = `the attribute \`${shorten(proto.name ?? "")}\` of ${describe(node)}`;
    if (proto.refAttrName !== null && proto.refAttrName !== undefined && proto.refAttrName !== "") {
      return { kind: "reference", name: proto.refAttrName };
    }
    switch (typeOfAttribute(proto)) {
      case AttributeType.FLOAT:
        return { kind: "float", value: proto.f ?? 0 };
      case AttributeType.INT: {
        const value = attributeIntegerOf(proto.i);
        return value === undefined ? bad(`${where} is beyond 2^53`) : { kind: "int", value };
      }
      case AttributeType.STRING:
        return { kind: "string", value: textOf(proto.s) };
      case AttributeType.FLOATS:
        return { kind: "floats", values: proto.floats ?? [] };
      case AttributeType.INTS: {
        const values = (proto.ints ?? []).map(attributeIntegerOf);
        const whole = values.filter((value) => value !== undefined);
        return whole.length < values.length ? bad(`${where} is beyond 2^53`) : { kind: "ints", values: whole };
      }
      case AttributeType.STRINGS:
        return { kind: "strings", values: (proto.strings ?? []).map(textOf) };
      case AttributeType.TENSOR: {
        const tensor = this.tensor(proto.t ?? {}, where);
        return isRefusal(tensor) ? tensor : { kind: "tensor", tensor };
      }
      case AttributeType.GRAPH: {
        const graph = this.graph(proto.g ?? {}, depth + 1);
        return isRefusal(graph) ? graph : { kind: "graph", graph };
      }
      case AttributeType.SPARSE_TENSOR:
        return { kind: "other", what: "a sparse tensor" };
      case AttributeType.GRAPHS:
        return { kind: "other", what: "a list of graphs" };
      default:
        return { kind: "other", what: "of a kind that Lathe does not know" };
    }
  }

  tensor(proto: TensorProto, where: string): OnnxTensor | Refusal {
    const shape: number[] = [];
    for (const extent of proto.dims ?? []) {
      const whole = integerOf(extent);
      if (whole === undefined || whole < 0) return bad(`${where} has an extent that cannot be`);
      shape.push(whole);
    }
    if (!Number.isSafeInteger(elementCount(shape))) return bad(`${where} has more elements than a file can hold`);
    const number = proto.dataType ?? 0;
    const dtype = dtypeOfNumber(number);
    if (dtype === undefined) return { kind: "other", dtype: nameOfNumber(number), shape };
    if (dtype === "string") {
      const values = (proto.stringData ?? []).map(textOf);
      return values.length === elementCount(shape)
        ? { kind: "strings", shape, values }
        : bad(`${where} does not hold as many strings as its shape says`);
    }
    const content =
      proto.dataLocation === 1
        ? this.externalContent(proto, dtype, shape, where)
        : inlineContent(proto, dtype, shape, where);
    return isRefusal(content) ? content : { kind: "tensor", tensor: { dtype, shape, content } };
  }

  private externalContent(
    proto: TensorProto,
    dtype: Dtype,
    shape: readonly number[],
    where: string,
  ): TensorContent | Refusal {
    const entries = entriesOf(proto.externalData);
    const stored = storedBytes(dtype, shape);
    const offset = Number(entries.get("offset") ?? 0);
    const length = Number(entries.get("length") ?? stored);
    if (!Number.isSafeInteger(offset) || offset < 0 || length !== stored) {
      return bad(`${where} lies in another file, at a place that does not fit its shape`);
    }
    if (this.external === undefined) return bad(`${where} lies in another file, which is not at hand`);
    const content = this.external({ location: entries.get("location") ?? "", offset, length });
    if (isRefusal(content)) return { ...content, message: `${where}: ${content.message}` };
    return unpacked(content, dtype, shape);
  }
}

/** ONNX's own domain has two names. */
function domainOf(domain: string | null | undefined): string {
  return domain === null || domain === undefined || domain === "ai.onnx" ? "" : domain;
}

function describe({ name, opType }: { readonly name?: string | null; readonly opType?: string | null }): string {
  const what = opType === null || opType === undefined ? "the function" : `the ${shorten(opType)}`;
  return name === null || name === undefined || name === "" ? what : `${what} \`${shorten(name)}\``;
}

function shorten(name: string): string {
  return name.length > 100 ? `${name.slice(0, 99)}…` : name;
}

/** Files of the first versions do not state it. */
function typeOfAttribute(proto: AttributeProto): number {
  const { type } = proto;
  if (type !== null && type !== undefined && type !== 0) return type;
  if (proto.t !== null && proto.t !== undefined) return AttributeType.TENSOR;
  if (proto.g !== null && proto.g !== undefined) return AttributeType.GRAPH;
  if ((proto.floats ?? []).length > 0) return AttributeType.FLOATS;
  if ((proto.ints ?? []).length > 0) return AttributeType.INTS;
  if ((proto.strings ?? []).length > 0) return AttributeType.STRINGS;
  if ((proto.s ?? new Uint8Array()).length > 0) return AttributeType.STRING;
  return Object.hasOwn(proto, "f") ? AttributeType.FLOAT : AttributeType.INT;
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes === null || bytes === undefined ? "" : strFromU8(bytes);
}

function readValueInfo(proto: ValueInfoProto): OnnxValue {
  return { name: proto.name ?? "", type: typeOf(proto.type) };
}

function typeOf(proto: TypeProto | null | undefined): OnnxType {
  const type = proto?.tensorType;
  if (type === null || type === undefined) {
    const what =
      proto?.sequenceType != null
        ? "a sequence"
        : proto?.mapType != null
          ? "a map"
          : proto?.optionalType != null
            ? "an optional"
            : proto?.sparseTensorType != null
              ? "a sparse tensor"
              : "of no stated type";
    return { kind: "other", what };
  }
  const dtype = dtypeOfNumber(type.elemType ?? 0);
  if (dtype === undefined) return { kind: "other", what: `a tensor of ${nameOfNumber(type.elemType ?? 0)}` };
  if (type.shape === null || type.shape === undefined) return { kind: "tensor", dtype, shape: undefined };
  const shape = (type.shape.dim ?? []).map(({ dimValue, dimParam }) => {
    if (dimParam !== null && dimParam !== undefined && dimParam !== "") return dimParam;
    const extent = dimValue === null || dimValue === undefined ? -1 : (integerOf(dimValue) ?? -1);
    return extent < 0 ? undefined : extent;
  });
  return { kind: "tensor", dtype, shape };
}

/** Bytes of a tensor as ONNX stores it raw: types of four bits take half a byte each. */
function storedBytes(dtype: Dtype, shape: readonly number[]): number {
  return dtype === "i4" || dtype === "u4" ? Math.ceil(elementCount(shape) / 2) : byteLength({ dtype, shape });
}

function inlineContent(
  proto: TensorProto,
  dtype: Dtype,
  shape: readonly number[],
  where: string,
): TensorContent | Refusal {
  const raw = proto.rawData ?? new Uint8Array();
  const count = elementCount(shape);
  const unfit = bad(`${where} does not hold as many numbers as its shape says`);
  if (raw.length > 0) {
    return raw.length === storedBytes(dtype, shape) ? unpacked({ kind: "bytes", bytes: raw }, dtype, shape) : unfit;
  }
  if (count === 0) return { kind: "bytes", bytes: new Uint8Array() };
  const bytes = typedBytes(proto, dtype, count);
  return bytes === undefined ? unfit : { kind: "bytes", bytes };
}

/** Numbers in the field that is meant for their type (onnx.proto, TensorProto). */
function typedBytes(proto: TensorProto, dtype: Dtype, count: number): Uint8Array | undefined {
  switch (dtype) {
    case "f32":
      return fitting(dtype, proto.floatData ?? [], count);
    case "f64":
      return fitting(dtype, proto.doubleData ?? [], count);
    case "i64":
    case "u32":
    case "u64": {
      const source = dtype === "i64" ? proto.int64Data : proto.uint64Data;
      if (source?.length !== count) return undefined;
      if (dtype === "u32") return bytesOfNumbers(dtype, source.map(Number));
      const bytes = new Uint8Array(count * 8);
      const view = new DataView(bytes.buffer);
      for (const [index, value] of source.entries()) view.setBigInt64(index * 8, bigIntegerOf(value), true);
      return bytes;
    }
    case "f16":
    case "bf16":
      // The bits of each number stand in an integer.
      return fitting("u16", proto.int32Data ?? [], count);
    case "i4":
    case "u4": {
      const packed = proto.int32Data ?? [];
      return packed.length === Math.ceil(count / 2) ? unpack(Uint8Array.from(packed), dtype, count) : undefined;
    }
    default:
      return fitting(dtype, proto.int32Data ?? [], count);
  }
}

function fitting(dtype: Dtype, numbers: readonly number[], count: number): Uint8Array | undefined {
  return numbers.length === count ? bytesOfNumbers(dtype, numbers) : undefined;
}

function unpacked(content: TensorContent, dtype: Dtype, shape: readonly number[]): TensorContent {
  if (dtype !== "i4" && dtype !== "u4") return content;
  const count = elementCount(shape);
  if (content.kind === "bytes") return { kind: "bytes", bytes: unpack(content.bytes, dtype, count) };
  return { kind: "deferred", read: async () => unpack(await content.read(), dtype, count) };
}

/** Two numbers of four bits in a byte, the first in its lower half. */
function unpack(packed: Uint8Array, dtype: "i4" | "u4", count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const nibble = ((packed[i >> 1] ?? 0) >> ((i & 1) * 4)) & 0xf;
    bytes[i] = dtype === "i4" && nibble > 7 ? nibble - 16 : nibble;
  }
  return bytes;
}
