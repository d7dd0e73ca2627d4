import { describe, expect, it } from "vitest";
import { Workspace } from "../workspace/workspace.ts";
import type { FileContent } from "./check.ts";

function said(data: string, content: FileContent | { readonly reason: string }): readonly string[] {
  const workspace = new Workspace({ library: "file:///std/", roots: ["file:///project/"] });
  const uri = "file:///project/main.net";
  const text = `net n {\n  dim S = 8 in [1, 64]\n  input x: f32[1, 3, 4, 4]\n  input y: f32[1, S]\n  ${data}\n  output x, y\n}\n`;
  workspace.open(uri, text);
  workspace.analyse(uri);
  for (const missing of workspace.missingContents) workspace.provideContent(missing, content);
  return workspace.analyse(uri)?.reports.map(({ code, message }) => `[${code}] ${message}`) ?? [];
}

function arrays(shapes: Readonly<Record<string, readonly number[]>>): FileContent {
  return {
    kind: "tensors",
    tensors: new Map(Object.entries(shapes).map(([name, shape]) => [name, { dtype: "f32", shape }])),
  };
}

describe("data", () => {
  it("fits with samples first, whatever the batch, and with any length of a symbolic dim", () => {
    const content = arrays({ x: [100, 3, 4, 4], y: [100, 50], labels: [100] });
    expect(said('data test "t.npz"', content)).toEqual([]);
  });

  it("lacks no input, and labels only where nothing is judged", () => {
    expect(said('data test "t.npz"', arrays({ x: [100, 3, 4, 4] }))).toEqual([
      '[data-missing] "t.npz" has no array for the input `y`.',
      '[data-missing] "t.npz" has no array `labels`, so nothing can be judged by it.',
    ]);
    expect(said('data calibration "c.npz"', arrays({ x: [100, 3, 4, 4], y: [100, 8] }))).toEqual([]);
  });

  it("has samples of the net's shape, equally many of each", () => {
    expect(said('data calibration "c.npz"', arrays({ x: [90, 4, 4, 3], y: [100, 8] }))).toEqual([
      '[data-misshapen] A sample of `x` in "c.npz" is [4, 4, 3]; the net takes [3, 4, 4].',
      '[data-misshapen] The arrays of "c.npz" have different numbers of samples: `x` 90, `y` 100.',
    ]);
  });

  it("may be a folder of arrays, or of images for a net with one input", () => {
    expect(said('data test "t/"', { kind: "folder", entries: ["x.npy", "y.npy", "labels.npy"] })).toEqual([]);
    expect(said('data test "t/"', { kind: "folder", entries: ["x.npy"] })).toEqual([
      '[data-missing] "t/" has no `y.npy` for the input `y`.',
    ]);
    expect(said('data test "t/"', { kind: "folder", entries: ["cat/", "dog/"] })[0]).toContain("[data-misshapen]");
    expect(said('data test "t/"', { kind: "folder", entries: ["a.png"] })[0]).toContain("no folder for their class");
  });

  it("that is not there is reported", () => {
    expect(said('data test "t.npz"', { reason: "there is no such file" })).toEqual([
      '[file-unreadable] "t.npz" cannot be read: there is no such file.',
    ]);
  });

  it.each([
    ['data train "t.npz"', "unknown-role"],
    ['data test "../t.npz"', "outside-workspace"],
  ])("%s is refused", (data, code) => {
    expect(said(data, arrays({}))[0]).toContain(`[${code}]`);
  });
});
