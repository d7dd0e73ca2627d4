/** Small files of tensors for tests, written by the letter of their formats. */
import { zipSync } from "fflate";

export interface Array {
  readonly shape: readonly number[];
  /** As the format spells it; f32 if it is left out. */
  readonly dtype?: string;
}

/** A safetensors file of zeros. */
export function safetensors(
  tensors: Readonly<Record<string, Array>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, dtype = "F32" }] of Object.entries(tensors)) {
    const bytes = shape.reduce((product, extent) => product * extent, dtype === "F16" ? 2 : dtype === "I64" ? 8 : 4);
    header[name] = { dtype, shape, data_offsets: [end, end + bytes] };
    end += bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

/** A NumPy array file of zeros. */
export function npy({ shape, dtype = "<f4" }: Array): Uint8Array {
  const extents = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const dictionary = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${extents}, }`;
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const size = shape.reduce((product, extent) => product * extent, Number(/\d+$/.exec(dtype)?.[0] ?? 1));
  const file = new Uint8Array(10 + header.length + size);
  file.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(file.buffer).setUint16(8, header.length, true);
  file.set(new TextEncoder().encode(header), 10);
  return file;
}

/** A zip of NumPy arrays, packed or stored. */
export function npz(arrays: Readonly<Record<string, Array>>, level: 0 | 6 = 0): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)] as const);
  return zipSync(Object.fromEntries(files), { level });
}
