/**
 * The header of a safetensors file: eight bytes with its length (little-endian), then JSON with name, type, shape and
 * place of every tensor (github.com/huggingface/safetensors, "Format").
 */
import { strToU8 } from "fflate";
import { type Refusal, refuse } from "../base/report.ts";
import type { Dtype } from "../base/tensor.ts";
import { byteLength, type Tensor } from "./tensor.ts";
import type { StoredTensor, TensorFile } from "./tensorFile.ts";

/** Longer headers are refused, as the format's own reader does. */
const maximumHeader = 100_000_000;

/** Where a file, or a model, says that nobody has trained its weights: `random`. */
export const weightsKey = "lathe.weights";

/** How many bytes the length of the header takes. */
export const lengthBytes = 8;

const dtypes: Readonly<Record<string, { readonly dtype: Dtype | undefined; readonly bytes: number }>> = {
  F64: { dtype: "f64", bytes: 8 },
  F32: { dtype: "f32", bytes: 4 },
  F16: { dtype: "f16", bytes: 2 },
  BF16: { dtype: "bf16", bytes: 2 },
  F8_E4M3: { dtype: undefined, bytes: 1 },
  F8_E5M2: { dtype: undefined, bytes: 1 },
  I64: { dtype: "i64", bytes: 8 },
  I32: { dtype: "i32", bytes: 4 },
  I16: { dtype: "i16", bytes: 2 },
  I8: { dtype: "i8", bytes: 1 },
  U64: { dtype: "u64", bytes: 8 },
  U32: { dtype: "u32", bytes: 4 },
  U16: { dtype: "u16", bytes: 2 },
  U8: { dtype: "u8", bytes: 1 },
  BOOL: { dtype: "bool", bytes: 1 },
};

/** Length of the JSON that follows the first eight bytes. Refuses one that the file cannot hold. */
export function safetensorsHeaderLength(first: Uint8Array, fileBytes: number): number | Refusal {
  if (first.length < lengthBytes) return refuse("bad-file", "it is too short for a safetensors file");
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length > BigInt(maximumHeader) || length > BigInt(fileBytes - lengthBytes)) {
    return refuse("bad-file", "it is not a safetensors file, or it is cut off: its header does not fit in it");
  }
  return Number(length);
}

/** Where the bytes of a tensor stand, from the end of the header. */
export interface TensorPlace {
  readonly start: number;
  readonly end: number;
}

export interface PlacedTensors extends TensorFile {
  readonly places: ReadonlyMap<string, TensorPlace>;
}

/** Reads the header's JSON, which takes `headerBytes`. Refuses what the format forbids: holes, overlaps and shapes that their bytes do not hold. */
export function readSafetensorsHeader(header: string, headerBytes: number, fileBytes: number): PlacedTensors | Refusal {
  let entries: unknown;
  try {
    entries = JSON.parse(header);
  } catch {
    return refuse("bad-file", "its header is not JSON");
  }
  if (!isRecord(entries)) return refuse("bad-file", "its header is not a list of tensors");
  const tensors = new Map<string, StoredTensor>();
  const places = new Map<string, TensorPlace>();
  for (const [name, entry] of Object.entries(entries)) {
    if (name === "__metadata__") continue;
    const read = readEntry(entry);
    if (read === undefined) return refuse("bad-file", `its tensor \`${name.slice(0, 100)}\` is not described rightly`);
    tensors.set(name, read.tensor);
    places.set(name, read.place);
  }
  const inOrder = [...places.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  for (const place of inOrder) {
    if (place.start !== end) return refuse("bad-file", "its tensors overlap or leave holes");
    end = place.end;
  }
  if (end !== fileBytes - lengthBytes - headerBytes) {
    return refuse("bad-file", "it is cut off, or longer than its header says");
  }
  const { __metadata__: metadata } = entries;
  const isRandom = isRecord(metadata) && metadata[weightsKey] === "random";
  return { kind: "tensors", tensors, places, ...(isRandom && { isRandom }) };
}

const names = new Map(Object.entries(dtypes).flatMap(([name, { dtype }]) => (dtype ? [[dtype, name] as const] : [])));
names.set("i4", "I8").set("u4", "U8");

/**
 * The beginning of a safetensors file, up to the first number, and the order in which the tensors' bytes follow: those of
 * large elements first, so that each begins at a multiple of its elements' size. Equal tensors give equal bytes.
 */
export function safetensorsHeader(
  tensors: ReadonlyMap<string, Tensor>,
  isRandom = false,
): {
  readonly bytes: Uint8Array;
  readonly order: readonly Tensor[];
} {
  const width = ({ dtype }: Tensor) => byteLength({ dtype, shape: [] });
  const inOrder = [...tensors].sort(([, a], [, b]) => width(b) - width(a));
  let end = 0;
  const entries = inOrder.map(([name, tensor]) => {
    const start = end;
    end += byteLength(tensor);
    return [name, { dtype: names.get(tensor.dtype), shape: tensor.shape, data_offsets: [start, end] }] as const;
  });
  // "pt" says that names and layout are PyTorch's. Built as text: an object would put names that look like numbers first.
  const metadata = { format: "pt", ...(isRandom && { [weightsKey]: "random" }) };
  const list = [["__metadata__", metadata] as const, ...entries];
  const text = `{${list.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join()}}`;
  const header = strToU8(text);
  const length = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(lengthBytes + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(header, lengthBytes);
  return { bytes, order: inOrder.map(([, tensor]) => tensor) };
}

function readEntry(entry: unknown): { readonly tensor: StoredTensor; readonly place: TensorPlace } | undefined {
  if (!isRecord(entry)) return undefined;
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = typeof dtype === "string" && Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined;
  if (type === undefined || !isExtents(shape) || !isExtents(offsets)) return undefined;
  const [start, end] = offsets;
  if (offsets.length !== 2 || start === undefined || end === undefined) return undefined;
  const bytes = shape.reduce((product, extent) => product * extent, type.bytes);
  return end - start === bytes ? { tensor: { dtype: type.dtype, shape }, place: { start, end } } : undefined;
}

function isExtents(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
