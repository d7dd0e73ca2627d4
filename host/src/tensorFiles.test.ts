import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { npy, npz, safetensors } from "../../test/kit/tensors.ts";
import { folderUri } from "./netFiles.ts";
import { readContent } from "./tensorFiles.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-tensors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function tensorsOf(path: string): Promise<unknown> {
  const content = await readContent(pathToFileURL(path).href);
  return "kind" in content && content.kind === "tensors" ? Object.fromEntries(content.tensors) : content;
}

const arrays = { "a.weight": { shape: [4, 3] }, b: { shape: [] } };
const described = { "a.weight": { dtype: "f32", shape: [4, 3] }, b: { dtype: "f32", shape: [] } };

describe("safetensors", () => {
  it("gives names, types and shapes", async () => {
    expect(await tensorsOf(file("a.safetensors", safetensors(arrays, { format: "pt" })))).toEqual(described);
    const half = safetensors({ x: { shape: [2], dtype: "F16" }, y: { shape: [1], dtype: "I64" } });
    expect(await tensorsOf(file("h.safetensors", half))).toEqual({
      x: { dtype: "f16", shape: [2] },
      y: { dtype: "i64", shape: [1] },
    });
  });

  it("reads no more than the header of a large file", async () => {
    const header = new TextEncoder().encode(
      JSON.stringify({ x: { dtype: "F32", shape: [1024, 1024, 512], data_offsets: [0, 2 ** 31] } }),
    );
    const start = new Uint8Array(8 + header.length);
    new DataView(start.buffer).setBigUint64(0, BigInt(header.length), true);
    start.set(header, 8);
    const path = file("large.safetensors", start);
    // A hole of two gigabytes takes no room on the disk.
    truncateSync(path, start.length + 2 ** 31);
    const before = process.memoryUsage().rss;
    expect(await tensorsOf(path)).toEqual({ x: { dtype: "f32", shape: [1024, 1024, 512] } });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it.each([
    ["cut off", safetensors(arrays).slice(0, -4)],
    ["too long", Uint8Array.of(...safetensors(arrays), 0)],
    ["empty", new Uint8Array()],
    ["no header", new Uint8Array(4)],
    ["a header longer than the file", Uint8Array.of(255, 255, 255, 0, 0, 0, 0, 0, 123)],
    ["no JSON", Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3)],
    ["a list", Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 91, 93)],
  ])("says what is wrong with a file that is %s", async (name, bytes) => {
    expect(await tensorsOf(file(`${name}.safetensors`, bytes))).toEqual({ reason: expect.stringMatching(/^its? /) });
  });
});

describe("npz and npy", () => {
  it.each([0, 6] as const)("gives names, types and shapes, packed at level %i", async (level) => {
    expect(await tensorsOf(file(`a${level}.npz`, npz(arrays, level)))).toEqual(described);
  });

  it("unpacks no more than the beginnings", async () => {
    const packed = npz({ zeros: { shape: [16, 1024, 1024] } }, 6);
    expect(packed.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;
    expect(await tensorsOf(file("bomb.npz", packed))).toEqual({ zeros: { dtype: "f32", shape: [16, 1024, 1024] } });
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it("reads a single array, and types that it has no name for", async () => {
    expect(await tensorsOf(file("x.npy", npy({ shape: [5] })))).toEqual({ "": { dtype: "f32", shape: [5] } });
    expect(await tensorsOf(file("c.npy", npy({ shape: [5], dtype: "<c8" })))).toEqual({
      "": { dtype: undefined, shape: [5] },
    });
  });

  it("refuses what is damaged, and Python objects", async () => {
    expect(await tensorsOf(file("cut.npz", npz(arrays).slice(0, 100)))).toHaveProperty("reason");
    expect(await tensorsOf(file("no.npz", "hello"))).toHaveProperty("reason");
    expect(await tensorsOf(file("no.npy", "hello"))).toEqual({ reason: "it is not a NumPy array" });
    expect(await tensorsOf(file("o.npy", npy({ shape: [5], dtype: "|O" })))).toHaveProperty("reason");
  });
});

describe("folders and links", () => {
  it("lists what a folder holds", async () => {
    mkdirSync(join(folder, "data", "cats"), { recursive: true });
    file("data/x.npy", npy({ shape: [1] }));
    const content = await readContent(pathToFileURL(join(folder, "data")).href);
    expect(content).toEqual({ kind: "folder", entries: ["cats/", "x.npy"] });
  });

  it("says that there is no such file", async () => {
    expect(await tensorsOf(join(folder, "none.npz"))).toEqual({ reason: "there is no such file" });
  });

  it.skipIf(process.platform === "win32")("does not follow links out of the workspace", async () => {
    const root = join(folder, "root");
    mkdirSync(root);
    symlinkSync(file("secret.safetensors", safetensors(arrays)), join(root, "s.safetensors"));
    const content = await readContent(pathToFileURL(join(root, "s.safetensors")).href, [folderUri(root)]);
    expect(content).toEqual({ reason: "it is a link that leads outside the workspace folder" });
  });
});
