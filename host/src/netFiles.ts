/** `.net` files from the disk, for a workspace that itself never reads. */
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Analysis, AnalysisOptions, Workspace } from "@lathe/engine";

/** Larger files are not read: nobody writes them, and every file is bounded work. */
export const maximumNetBytes = 32 * 1024 * 1024;

/** Import chains are short; this many rounds of asking for files end even a hostile one. */
const maximumRounds = 64;

/** URI of the folder that `std/…` imports stand for, ending in `/`. */
export const libraryUri = folderUri(libraryFolder());

/** A folder's URI, ending in `/`. */
export function folderUri(folder: string): string {
  const { href } = pathToFileURL(folder);
  return href.endsWith("/") ? href : `${href}/`;
}

/** The folder whose files a file may import: the repository around it, else its own folder. */
export function rootOf(file: string): string {
  const own = dirname(file);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return own;
  }
}

/** Gives the text behind a URI, or why there is none: a phrase that fits behind "cannot be read". */
export type ReadNet = (uri: string) => string | { readonly reason: string };

/** The text of a file, or why there is none. */
export function readNetFile(uri: string, roots: readonly string[] = []): string | { readonly reason: string } {
  if (!uri.startsWith("file:")) return { reason: "it is not on a disk" };
  try {
    const path = fileURLToPath(uri);
    const stats = statSync(path);
    if (stats.isDirectory()) return { reason: "it is a folder" };
    if (!stats.isFile()) return { reason: "it is not a regular file" };
    if (stats.size > maximumNetBytes) return { reason: "it is larger than 32 MiB" };
    if (!isInside(path, roots)) return { reason: "it is a link that leads outside the workspace folder" };
    return decodeNet(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) return { reason: "it is not UTF-8 text" };
    return { reason: isMissing(error) ? "there is no such file" : "the system refuses it" };
  }
}

/** The text of a file's bytes. Throws a TypeError where they are not UTF-8. */
export function decodeNet(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * Analyses a file and provides the files that it imports, until nothing is missing. Undefined where it is not known.
 * Imports are read from the disk unless `read` knows another place.
 */
export function settle(
  workspace: Workspace,
  uri: string,
  options: AnalysisOptions = {},
  roots: readonly string[] = [],
  read: ReadNet = (wanted) => readNetFile(wanted, roots),
): Analysis | undefined {
  for (let round = 0; round < maximumRounds; round++) {
    const analysis = workspace.analyse(uri, options);
    const { missing } = workspace;
    if (missing.length === 0) return analysis;
    for (const wanted of missing) workspace.provide(wanted, read(wanted));
  }
  return workspace.analyse(uri, options);
}

/** Beside the bundle in a package; beside the sources in a checkout. */
function libraryFolder(): string {
  // Bundled as CommonJS there is no import.meta; unbundled there is no __dirname.
  const here = typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, "..", "library", "std"), join(here, "..", "..", "library", "std")];
  return candidates.find((folder) => existsSync(folder)) ?? join(here, "..", "library", "std");
}

/** Whether a file, links resolved, lies in the root that it is named by. */
function isInside(path: string, roots: readonly string[]): boolean {
  const real = realpathSync(path);
  const root = roots.map((entry) => fileURLToPath(entry)).find((folder) => path.startsWith(folder));
  return root === undefined || real.startsWith(realpathSync(root) + sep);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
