/**
 * Files are written in a folder of their own beside their place and moved there when all of them are complete: whoever
 * looks finds the old files or the new ones, never half of one, and after a failure what was there before.
 */
import { randomUUID } from "node:crypto";
import { copyFile, link, lstat, mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isRefusal, type Refusal, refuse } from "@lathe/engine";
import { cancelled } from "./runtime/session.ts";
import { DamagedFile } from "./tensors/files.ts";

export interface Staging {
  /** The folder to write into, under the names that the files shall have. */
  readonly folder: string;
  /** The name of the first file: another than was asked for where that is a link. */
  readonly name: string;
  /** Where the first file will stand. */
  readonly place: string;
}

/** Where the files of a staging shall stand, all in one folder. */
interface Target {
  /** The folder, links resolved. */
  readonly folder: string;
  readonly names: readonly [first: string, ...others: string[]];
}

/**
 * Lets `work` write a file that shall stand at `path`, and `others` beside it where it wants to, and moves them to their place.
 * Gives what `work` gives. On a refusal, an exception, or where the system does not let files be written, nothing is left
 * and what was there before stays. Refuses too where a file that `work` reads is damaged, and where it is cancelled.
 */
export async function writeTogether<T>(
  path: string,
  others: (name: string) => readonly string[],
  work: (staging: Staging) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  let staging: string | undefined;
  try {
    const target = await targetOf(path, others);
    if (isRefusal(target)) return target;
    staging = join(target.folder, `.${basename(path)}.${randomUUID()}.tmp`);
    await mkdir(staging);
    const [name] = target.names;
    const result = await work({ folder: staging, name, place: join(target.folder, name) });
    if (!isRefusal(result)) await moveAll(staging, target);
    return result;
  } catch (error) {
    if (error instanceof DamagedFile)
      return refuse("file-unreadable", `a file of tensors cannot be read: ${error.message}`);
    if (error instanceof Error && error.name === "AbortError") return cancelled;
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    return refuse("cannot-write", `${path} cannot be written: ${words[code] ?? code}`, {
      help: "Nothing was changed; check the folder's permissions and space.",
    });
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "there is no such folder",
  EACCES: "it is not allowed",
  EPERM: "it is not allowed",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
};

async function targetOf(path: string, others: (name: string) => readonly string[]): Promise<Target | Refusal> {
  // A link keeps pointing at the file that changes.
  const real = await realpath(path).catch(() => join(dirname(path), basename(path)));
  const folder = await realpath(dirname(real));
  const name = basename(real);
  const names = [name, ...others(name)] as const;
  for (const name of names) {
    const stats = await lstat(join(folder, name)).catch(() => undefined);
    if (stats?.isFile() === false) {
      return refuse("cannot-write", `${join(folder, name)} is not a regular file, so it is not replaced`);
    }
  }
  return { folder, names };
}

/** Moves what was written; where one file cannot be moved, those before it are put back. */
async function moveAll(staging: string, { folder, names }: Target): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const name of [...names].reverse()) {
      const written = join(staging, name);
      const place = join(folder, name);
      if ((await lstat(written).catch(() => undefined)) === undefined) continue;
      const kept = join(staging, `${name}.before`);
      const hadOne = await keep(place, kept);
      await rename(written, place);
      undo.push(() => (hadOne ? rename(kept, place) : rm(place, { force: true })));
    }
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

/** Keeps a file under a second name; says whether there was one. */
async function keep(place: string, kept: string): Promise<boolean> {
  try {
    await link(place, kept);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    // Not every file system has second names.
    await copyFile(place, kept);
    return true;
  }
}

/** Writes a new file piece by piece, and sees that the disk has it. */
export async function writePieces(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const file = await open(path, "wx");
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; )
        at += (await file.write(piece, at, Math.min(piece.length - at, 2 ** 30))).bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
