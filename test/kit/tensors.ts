/** Small files of tensors for tests, written by the letter of their formats. */
import { zipSync } from "fflate";

export interface Array {
  readonly shape: readonly number[];
  /** As the format spells it; f32 if it is left out. */
  readonly dtype?: string;
  /** Its bytes as the file has them; zeros if they are left out. */
  readonly bytes?: Uint8Array;
  /** Of NumPy arrays: column-major. */
  readonly isFortran?: boolean;
}

const elementSizes: Readonly<Record<string, number>> = { F16: 2, BF16: 2, I64: 8, I8: 1, U8: 1, BOOL: 1, F8_E4M3: 1 };

/** A safetensors file. */
export function safetensors(
  tensors: Readonly<Record<string, Array>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  let end = 0;
  const contents: [at: number, bytes: Uint8Array][] = [];
  for (const [name, { shape, dtype = "F32", bytes: content }] of Object.entries(tensors)) {
    const bytes = shape.reduce((product, extent) => product * extent, elementSizes[dtype] ?? 4);
    header[name] = { dtype, shape, data_offsets: [end, end + bytes] };
    if (content !== undefined) contents.push([end, content]);
    end += bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  for (const [at, bytes] of contents) file.set(bytes, 8 + text.length + at);
  return file;
}

/** A NumPy array file. */
export function npy({ shape, dtype = "<f4", bytes, isFortran = false }: Array): Uint8Array {
  const extents = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const dictionary = `{'descr': '${dtype}', 'fortran_order': ${isFortran ? "True" : "False"}, 'shape': ${extents}, }`;
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const size = shape.reduce((product, extent) => product * extent, Number(/\d+$/.exec(dtype)?.[0] ?? 1));
  const file = new Uint8Array(10 + header.length + size);
  file.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(file.buffer).setUint16(8, header.length, true);
  file.set(new TextEncoder().encode(header), 10);
  if (bytes !== undefined) file.set(bytes, 10 + header.length);
  return file;
}

/** A zip of NumPy arrays, packed or stored. */
export function npz(arrays: Readonly<Record<string, Array>>, level: 0 | 6 = 0): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)] as const);
  return zipSync(Object.fromEntries(files), { level });
}
