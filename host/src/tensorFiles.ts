/** Files of tensors and folders of data, as far as their names and shapes go: headers alone are read, whatever their size. */
import { readdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FileContent, Workspace } from "@lathe/engine";
import { isInside, reasonOf, type Unread } from "./tensors/files.ts";
import { openArrays } from "./tensors/open.ts";

/** Of a larger folder only so many entries are looked at. */
const maximumEntries = 10_000;

/** Provides what checks asked for: weights and data beside the nets. Gives whether there was anything to provide. */
export async function provideContents(workspace: Workspace, roots: readonly string[]): Promise<boolean> {
  const missing = workspace.missingContents;
  for (const uri of missing) workspace.provideContent(uri, await readContent(uri, roots));
  return missing.length > 0;
}

/** What a file or folder holds, or why that is not known: a phrase that fits behind "cannot be read". */
export async function readContent(uri: string, roots: readonly string[] = []): Promise<FileContent | Unread> {
  if (!uri.startsWith("file:")) return { reason: "it is not on a disk" };
  const path = fileURLToPath(uri);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) {
      if (!(await isInside(path, roots))) return { reason: "it is a link that leads outside the workspace folder" };
      return await readFolder(path);
    }
  } catch (error) {
    return { reason: reasonOf(error) };
  }
  const opened = await openArrays(path, roots);
  if ("reason" in opened) return opened;
  await opened.close();
  const tensors = [...opened.arrays].map(([name, { dtype, shape }]) => [name, { dtype, shape }] as const);
  return { kind: "tensors", tensors: new Map(tensors), ...(opened.isRandom && { isRandom: true }) };
}

async function readFolder(path: string): Promise<FileContent> {
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.slice(0, maximumEntries).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  return { kind: "folder", entries: names.sort() };
}
