import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listFolder } from "./listFolder.ts";
import { folderUri } from "./netFiles.ts";

describe("listing a folder", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lathe-list-"));
    mkdirSync(join(folder, "inside/deeper"), { recursive: true });
    mkdirSync(join(folder, "outside"));
    for (const name of ["b.net", "a.npz", ".hidden"]) writeFileSync(join(folder, "inside", name), "");
    symlinkSync(join(folder, "outside"), join(folder, "inside", "way_out"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("gives names in order, folders marked, hidden files left out", () => {
    expect(listFolder(folderUri(join(folder, "inside")))).toEqual(["a.npz", "b.net", "deeper/", "way_out"]);
  });

  it("gives nothing for what is no folder, is nowhere, or leads out of the roots", () => {
    const roots = [folderUri(join(folder, "inside"))];
    expect(listFolder(folderUri(join(folder, "inside", "b.net")))).toEqual([]);
    expect(listFolder(folderUri(join(folder, "nowhere")))).toEqual([]);
    expect(listFolder(folderUri(join(folder, "inside", "way_out")), roots)).toEqual([]);
    expect(listFolder("untitled:one")).toEqual([]);
  });
});
