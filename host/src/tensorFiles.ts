/** Files of tensors and folders of data, as far as their names and shapes go: headers alone are read, whatever their size. */
import { type FileHandle, open, readdir, realpath, stat } from "node:fs/promises";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type FileContent,
  isRefusal,
  lengthBytes,
  maximumNpyHeader,
  type Refusal,
  readNpyHeader,
  readSafetensorsHeader,
  type StoredTensor,
  safetensorsHeaderLength,
  type Workspace,
} from "@lathe/engine";
import type { Entry, ZipFile } from "yauzl";

/** Of a larger folder only so many entries are looked at. */
const maximumEntries = 10_000;

type Unread = { readonly reason: string };

/** Provides what checks asked for: weights and data beside the nets. Gives whether there was anything to provide. */
export async function provideContents(workspace: Workspace, roots: readonly string[]): Promise<boolean> {
  const missing = workspace.missingContents;
  for (const uri of missing) workspace.provideContent(uri, await readContent(uri, roots));
  return missing.length > 0;
}

/** What a file or folder holds, or why that is not known: a phrase that fits behind "cannot be read". */
export async function readContent(uri: string, roots: readonly string[] = []): Promise<FileContent | Unread> {
  if (!uri.startsWith("file:")) return { reason: "it is not on a disk" };
  try {
    const path = fileURLToPath(uri);
    const stats = await stat(path);
    if (!(await isInside(path, roots))) return { reason: "it is a link that leads outside the workspace folder" };
    if (stats.isDirectory()) return await readFolder(path);
    if (!stats.isFile()) return { reason: "it is not a regular file" };
    const read = /\.npz$/i.test(path) ? readNpz : /\.npy$/i.test(path) ? readNpy : readSafetensors;
    const file = await open(path, "r");
    try {
      const content = await read(file, stats.size);
      return isRefusal(content) ? { reason: content.message } : content;
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return { reason: "there is no such file" };
    return { reason: code === undefined ? "it is damaged" : "the system refuses it" };
  }
}

async function readFolder(path: string): Promise<FileContent> {
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.slice(0, maximumEntries).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  return { kind: "folder", entries: names.sort() };
}

async function readSafetensors(file: FileHandle, size: number): Promise<FileContent | Refusal> {
  const first = await readRange(file, 0, Math.min(lengthBytes, size));
  const length = safetensorsHeaderLength(first, size);
  if (isRefusal(length)) return length;
  const header = await readRange(file, lengthBytes, length);
  return readSafetensorsHeader(new TextDecoder("utf-8", { fatal: true }).decode(header), length, size);
}

async function readNpy(file: FileHandle, size: number): Promise<FileContent | Refusal> {
  const tensor = readNpyHeader(await readRange(file, 0, Math.min(size, maximumNpyHeader)));
  return isRefusal(tensor) ? tensor : { kind: "tensors", tensors: new Map([["", tensor]]) };
}

/** The arrays of a zip; of each only the beginning is unpacked. */
async function readNpz(file: FileHandle): Promise<FileContent | Refusal> {
  // Few nets have such a file, and every start would pay for reading the library.
  const { fromFd } = await import("yauzl");
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    // The handle is closed by whoever opened it.
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: false } as const;
    fromFd(file.fd, options, (error, opened) => (error === null ? resolve(opened) : reject(error)));
  });
  if (zip.entryCount > maximumEntries)
    return { kind: "refusal", code: "bad-file", message: "it holds too many arrays" };
  const tensors = new Map<string, StoredTensor>();
  for (let count = 0; count < zip.entryCount; count++) {
    const entry = await nextEntry(zip);
    if (!entry.fileName.endsWith(".npy")) continue;
    const tensor = readNpyHeader(await beginningOf(zip, entry));
    if (isRefusal(tensor)) return tensor;
    tensors.set(entry.fileName.slice(0, -".npy".length), tensor);
  }
  return { kind: "tensors", tensors };
}

function nextEntry(zip: ZipFile): Promise<Entry> {
  return new Promise((resolve, reject) => {
    zip.once("entry", resolve);
    zip.once("error", reject);
    zip.readEntry();
  });
}

/** Unpacks until an array's header must have come; stops there, whatever the rest claims to be. */
function beginningOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = () => {
        stream.destroy();
        resolve(Buffer.concat(chunks));
      };
      stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= maximumNpyHeader) finish();
      });
      stream.on("end", finish);
      stream.on("error", reject);
    });
  });
}

async function readRange(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/** Whether a file, links resolved, lies in the root that it is named by. */
async function isInside(path: string, roots: readonly string[]): Promise<boolean> {
  const root = roots.map((entry) => fileURLToPath(entry)).find((folder) => path.startsWith(folder));
  if (root === undefined) return true;
  return `${await realpath(path)}${sep}`.startsWith((await realpath(root)) + sep);
}
