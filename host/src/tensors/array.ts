/** An array in a file: its type, and its numbers by ranges. */
import { type Dtype, elementBytes, reshaped, type StoredTensor, type Tensor, transposed } from "@lathe/engine";

export interface StoredArray extends StoredTensor {
  /** Undefined: a type that Lathe has no name for; its bytes are never read. */
  readonly dtype: Dtype | undefined;
  /** Bytes of the array, row-major and little-endian; all of them, or a range. Throws where the file is damaged. */
  read(start?: number, end?: number): Promise<Uint8Array>;
}

/** A tensor that reads an array each time that it is asked for; undefined for types without a name. */
export function tensorOf({ dtype, shape, read }: StoredArray): Tensor | undefined {
  return dtype === undefined ? undefined : { dtype, shape, content: { kind: "deferred", read: () => read() } };
}

/** Reads an array that can only be had as a whole: kept while ranges of it are asked for. */
export function wholeArray(stored: StoredTensor, readAll: () => Promise<Uint8Array>): StoredArray {
  let kept: Promise<Uint8Array> | undefined;
  const read = async (start?: number, end?: number) => {
    if (start === undefined && end === undefined) return await readAll();
    kept ??= readAll();
    return (await kept).subarray(start, end);
  };
  return { ...stored, read };
}

/** Bytes in the order of this machine's opposite turned around, element by element. */
export function swapped(dtype: Dtype, bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = elementBytes(dtype);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
  return bytes;
}

/** Bytes of a column-major array as row-major ones. */
export async function rowMajor(dtype: Dtype, shape: readonly number[], bytes: Uint8Array): Promise<Uint8Array> {
  if (shape.length < 2) return bytes;
  // Column-major is row-major of the axes in reverse.
  const stored: Tensor = { dtype, shape: [...shape].reverse(), content: { kind: "bytes", bytes } };
  const { content } = reshaped(
    transposed(
      stored,
      shape.map((_, axis) => shape.length - 1 - axis),
    ),
    shape,
  );
  return content.kind === "bytes" ? content.bytes : await content.read();
}
