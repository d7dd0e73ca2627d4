/** Reading files by ranges, and why a file cannot be read. */
import { type FileHandle, realpath } from "node:fs/promises";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Why a file cannot be read: a phrase that fits behind "cannot be read". */
export interface Unread {
  readonly reason: string;
}

/** Thrown where bytes that a file promised are not there when they are wanted: it is damaged, or it changed meanwhile. */
export class DamagedFile extends Error {}

/** One call of the system reads no more than this. */
const largestRead = 2 ** 30;

/** Reads bytes of a file; fewer where it ends before. */
export async function readRange(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, Math.min(length - done, largestRead), position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/** Reads bytes that must be there. */
export async function readWhole(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = await readRange(file, position, length);
  if (bytes.length < length) throw new DamagedFile("it is cut off");
  return bytes;
}

/** Whether a file, links resolved, lies in the root that it is named by; a file outside of all roots was named by the user. */
export async function isInside(path: string, roots: readonly string[]): Promise<boolean> {
  const root = roots.map((entry) => fileURLToPath(entry)).find((folder) => path.startsWith(folder));
  if (root === undefined) return true;
  return `${await realpath(path)}${sep}`.startsWith((await realpath(root)) + sep);
}

/** What the system, or a library that reads a format, says; in words of ours. */
export function reasonOf(error: unknown): string {
  if (error instanceof DamagedFile) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  return code === undefined || String(code).startsWith("Z_") ? "it is damaged" : "the system refuses it";
}
