/**
 * The header of a NumPy array file: a magic word, a version, a length, and a Python dictionary with type, order and shape
 * (numpy.org, "numpy.lib.format"). An `.npz` is a zip with one such file for each array.
 */
import { strToU8 } from "fflate";
import { type Refusal, refuse } from "../base/report.ts";
import type { Dtype } from "../base/tensor.ts";
import type { StoredTensor } from "./tensorFile.ts";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** No honest header is longer. */
export const maximumNpyHeader = 65_536;

const dtypes: Readonly<Record<string, Dtype>> = {
  f8: "f64",
  f4: "f32",
  f2: "f16",
  i8: "i64",
  i4: "i32",
  i2: "i16",
  i1: "i8",
  u8: "u64",
  u4: "u32",
  u2: "u16",
  u1: "u8",
  b1: "bool",
};

/** What an array file says of itself, and where its numbers stand. */
export interface NpyHeader extends StoredTensor {
  /** Bytes before the first number. */
  readonly start: number;
  /** Column-major ("fortran order"): the first axis runs fastest. */
  readonly isFortran: boolean;
  readonly isBigEndian: boolean;
}

/** Reads an array file's first bytes: all of its header, or as many as there are. */
export function readNpyHeader(bytes: Uint8Array): NpyHeader | Refusal {
  if (bytes.length < 12 || magic.some((byte, index) => bytes[index] !== byte)) {
    return refuse("bad-file", "it is not a NumPy array");
  }
  const version = bytes[6] ?? 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (version < 1 || version > 3 || length > maximumNpyHeader || start + length > bytes.length) {
    return refuse("bad-file", "its header cannot be read");
  }
  // Types and extents are plain characters; names of fields, which need more, are not read.
  const text = String.fromCharCode(...bytes.subarray(start, start + length));
  const descr = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z])(\d+)'/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (shape === undefined) return refuse("bad-file", "its header states no shape");
  if (/'descr'\s*:\s*'\|?O/.test(text)) return refuse("bad-file", "it holds Python objects, which Lathe does not load");
  const extents = shape.split(",").flatMap((extent) => (extent.trim() === "" ? [] : [Number(extent)]));
  if (extents.some((extent) => !Number.isSafeInteger(extent))) return refuse("bad-file", "its shape is too large");
  const dtype = descr === null ? undefined : dtypes[`${descr[2]}${descr[3]}`];
  return {
    dtype,
    shape: extents,
    start: start + length,
    isFortran: /'fortran_order'\s*:\s*True/.test(text),
    isBigEndian: descr?.[1] === ">",
  };
}

const descriptors: Readonly<Partial<Record<Dtype, string>>> = Object.fromEntries(
  Object.entries(dtypes).map(([name, dtype]) => [dtype, name.endsWith("1") ? `|${name}` : `<${name}`]),
);

/** The element type in which an array file keeps one: NumPy has no bf16 and no integers below a byte. */
export function npyDtype(dtype: Dtype): Dtype {
  if (dtype === "bf16") return "f32";
  return dtype === "i4" ? "i8" : dtype === "u4" ? "u8" : dtype;
}

/** The header of a row-major, little-endian array file; numbers follow it at once. `dtype` is one that `npyDtype` gives. */
export function npyHeader({ dtype, shape }: { readonly dtype: Dtype; readonly shape: readonly number[] }): Uint8Array {
  const extents = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const dictionary = `{'descr': '${descriptors[dtype]}', 'fortran_order': False, 'shape': ${extents}, }`;
  // Numbers begin at a multiple of 64, so that they can be mapped into memory.
  const length = Math.ceil((dictionary.length + 11) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length).fill(0x20);
  bytes.set([...magic, 1, 0, length & 0xff, length >> 8]);
  bytes.set(strToU8(dictionary), 10);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}
