/** Arrays of NumPy: alone in a file (`.npy`), or several in a zip (`.npz`). */
import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import {
  byteLength,
  isRefusal,
  maximumNpyHeader,
  type NpyHeader,
  type Refusal,
  readNpyHeader,
  refuse,
} from "@lathe/engine";
import type { Entry, ZipFile } from "yauzl";
import { rowMajor, type StoredArray, swapped, wholeArray } from "./array.ts";
import { DamagedFile, readRange, readWhole } from "./files.ts";

/** More arrays than any honest file has. */
const maximumArrays = 10_000;

/** Deflate packs no more than 1032 bytes into one (zlib, "Maximum Compression Factor"). */
const largestRatio = 1032;

/** What is packed can only be read as a whole. */
const largestPacked = 2 ** 32;

export async function openNpy(file: FileHandle, size: number): Promise<ReadonlyMap<string, StoredArray> | Refusal> {
  const header = readNpyHeader(await readRange(file, 0, Math.min(size, maximumNpyHeader)));
  if (isRefusal(header)) return header;
  const misfit = misfitOf(header, size);
  return misfit ?? new Map([["", inPlace(file, header, header.start)]]);
}

/** The arrays of a zip by name. Of packed ones no more than the beginning is unpacked until their numbers are asked for. */
export async function openNpz(file: FileHandle): Promise<ReadonlyMap<string, StoredArray> | Refusal> {
  // Few nets have such a file, and every start would pay for reading the library.
  const { fromFd } = await import("yauzl");
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // The handle is closed by whoever opened it.
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: false } as const;
    fromFd(file.fd, options, (error, opened) => (error === null ? resolve(opened) : reject(error)));
  });
  if (zip.entryCount > maximumArrays) return refuse("bad-file", "it holds too many arrays");
  const arrays = new Map<string, StoredArray>();
  for (let count = 0; count < zip.entryCount; count++) {
    const entry = await nextEntry(zip);
    if (!entry.fileName.endsWith(".npy")) continue;
    const name = entry.fileName.slice(0, -".npy".length);
    if (arrays.has(name)) return refuse("bad-file", `it holds two arrays \`${name.slice(0, 100)}\``);
    const array = await openEntry(file, zip, entry);
    if (isRefusal(array)) return { ...array, message: `its array \`${name.slice(0, 100)}\`: ${array.message}` };
    arrays.set(name, array);
  }
  return arrays;
}

async function openEntry(file: FileHandle, zip: ZipFile, entry: Entry): Promise<StoredArray | Refusal> {
  const isPacked = entry.compressionMethod !== 0;
  if (entry.isEncrypted()) return refuse("bad-file", "it is encrypted");
  if (isPacked && entry.uncompressedSize > entry.compressedSize * largestRatio + 64) {
    return refuse("bad-file", "it claims to hold more than its bytes can");
  }
  const header = readNpyHeader(await collect(await streamOf(zip, entry), maximumNpyHeader));
  if (isRefusal(header)) return header;
  const misfit = misfitOf(header, entry.uncompressedSize);
  if (misfit !== undefined) return misfit;
  if (!isPacked) {
    const { fileDataStart } = await localHeader(zip, entry);
    return inPlace(file, header, fileDataStart + header.start);
  }
  return wholeArray({ dtype: header.dtype, shape: header.shape }, async () => {
    if (entry.uncompressedSize > largestPacked) {
      throw new DamagedFile("an array in it is packed and larger than 4 GiB: save it uncompressed");
    }
    const bytes = await collect(await streamOf(zip, entry), entry.uncompressedSize + 1);
    if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) throw new DamagedFile("it is damaged");
    return await arranged(header, bytes.subarray(header.start));
  });
}

/** Numbers that stand in the file as they are. */
function inPlace(file: FileHandle, header: NpyHeader, at: number): StoredArray {
  const { dtype, shape, isFortran } = header;
  const bytes = dtype === undefined ? 0 : byteLength({ dtype, shape });
  if (isFortran && shape.length > 1) {
    return wholeArray({ dtype, shape }, async () => await arranged(header, await readWhole(file, at, bytes)));
  }
  const read = async (start = 0, end = bytes) => await arranged(header, await readWhole(file, at + start, end - start));
  return { dtype, shape, read };
}

/** As all bytes are here: little-endian and row-major. */
async function arranged({ dtype, shape, isFortran, isBigEndian }: NpyHeader, bytes: Uint8Array): Promise<Uint8Array> {
  if (dtype === undefined) throw new Error("the bytes of a type without a name are never read");
  const ordered = isBigEndian ? swapped(dtype, bytes) : bytes;
  return isFortran ? await rowMajor(dtype, shape, ordered) : ordered;
}

function misfitOf({ dtype, shape, start }: NpyHeader, size: number): Refusal | undefined {
  // The size of an element without a name is not known.
  if (dtype === undefined) return undefined;
  const bytes = byteLength({ dtype, shape });
  if (Number.isSafeInteger(bytes) && start + bytes === size) return undefined;
  return refuse("bad-file", "it is cut off, or it does not hold what its header says");
}

function nextEntry(zip: ZipFile): Promise<Entry> {
  return new Promise((resolve, reject) => {
    zip.once("entry", resolve);
    zip.once("error", reject);
    zip.readEntry();
  });
}

function localHeader(zip: ZipFile, entry: Entry): Promise<{ readonly fileDataStart: number }> {
  return new Promise((resolve, reject) => {
    zip.readLocalFileHeader(entry, { minimal: true }, (error, header) =>
      error === null ? resolve(header) : reject(error),
    );
  });
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
  });
}

/** The beginning of a stream, which is given up as soon as there is enough. */
async function collect(stream: Readable, enough: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= enough) break;
  }
  // Not as a Buffer: its `slice` would not copy, as that of every other array of bytes does.
  const whole = Buffer.concat(chunks);
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
}
