/** Opens files of tensors: names, types and shapes at once, numbers when they are asked for, by ranges. */
import { type FileHandle, open, stat } from "node:fs/promises";
import {
  byteLength,
  isRefusal,
  lengthBytes,
  type Refusal,
  readSafetensorsHeader,
  safetensorsHeaderLength,
} from "@lathe/engine";
import type { StoredArray } from "./array.ts";
import { isInside, readRange, readWhole, reasonOf, type Unread } from "./files.ts";
import { openNpy, openNpz } from "./npz.ts";

export interface OpenArrays {
  readonly kind: "arrays";
  /** By name; the one of a `.npy` has none. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
  /** The file says that its numbers were drawn and never trained. */
  readonly isRandom: boolean;
  /** Ends reading; tensors that were not read by then cannot be. */
  close(): Promise<void>;
}

/**
 * Opens a `.npz`, `.npy` or safetensors file. Refuses with a reason what is damaged, cut off or lies about its size, what is
 * no regular file, and links that lead out of `roots` (URIs of folders). What stays open must be closed.
 */
export async function openArrays(path: string, roots: readonly string[] = []): Promise<OpenArrays | Unread> {
  let file: FileHandle | undefined;
  try {
    const stats = await stat(path);
    if (!(await isInside(path, roots))) return { reason: "it is a link that leads outside the workspace folder" };
    if (stats.isDirectory()) return { reason: "it is a folder" };
    if (!stats.isFile()) return { reason: "it is not a regular file" };
    const opened = await open(path, "r");
    file = opened;
    const arrays = await readerOf(path)(opened, stats.size);
    if (isRefusal(arrays)) return { reason: arrays.message };
    file = undefined;
    return { kind: "arrays", ...arrays, close: () => opened.close() };
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    await file?.close();
  }
}

type Content = Pick<OpenArrays, "arrays" | "isRandom">;

function readerOf(path: string): (file: FileHandle, size: number) => Promise<Content | Refusal> {
  if (!/\.np[yz]$/i.test(path)) return openSafetensors;
  const read = /\.npz$/i.test(path) ? openNpz : openNpy;
  return async (file, size) => {
    const arrays = await read(file, size);
    return isRefusal(arrays) ? arrays : { arrays, isRandom: false };
  };
}

async function openSafetensors(file: FileHandle, size: number): Promise<Content | Refusal> {
  const first = await readRange(file, 0, Math.min(lengthBytes, size));
  const length = safetensorsHeaderLength(first, size);
  if (isRefusal(length)) return length;
  const header = await readWhole(file, lengthBytes, length);
  const tensors = readSafetensorsHeader(new TextDecoder("utf-8", { fatal: true }).decode(header), length, size);
  if (isRefusal(tensors)) return tensors;
  const arrays = new Map<string, StoredArray>();
  for (const [name, { dtype, shape }] of tensors.tensors) {
    const at = lengthBytes + length + (tensors.places.get(name)?.start ?? 0);
    const bytes = dtype === undefined ? 0 : byteLength({ dtype, shape });
    const read = (start = 0, end = bytes) => readWhole(file, at + start, end - start);
    arrays.set(name, { dtype, shape, read });
  }
  return { arrays, isRandom: tensors.isRandom === true };
}
