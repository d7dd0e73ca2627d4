import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Workspace } from "@lathe/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderUri, libraryUri, readNetFile, rootOf, settle } from "./netFiles.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-"));
const project = join(folder, "project");
const roots = [folderUri(project)];
const uriOf = (name: string) => pathToFileURL(join(project, name)).href;

beforeAll(() => {
  mkdirSync(join(project, "parts"), { recursive: true });
  mkdirSync(join(project, ".git"));
  const block = "block half(x) { return x -> maxpool(2) }\n";
  writeFileSync(join(folder, "outside.net"), block);
  writeFileSync(join(project, "parts/half.net"), block);
  writeFileSync(join(project, "latin.net"), Buffer.from([0x23, 0xe9, 0x0a]));
  symlinkSync(join(folder, "outside.net"), join(project, "link.net"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reportsOf(text: string): readonly string[] {
  const workspace = new Workspace({ library: libraryUri, roots });
  workspace.open(uriOf("main.net"), text);
  return (
    settle(workspace, uriOf("main.net"), {}, roots)?.reports.map(({ code, message }) => `${code}: ${message}`) ?? []
  );
}

const using = (path: string, name = "half") =>
  `import "${path}" { ${name} }\nnet n {\n  input x: f32[1, 3, 8, 8]\n  y = x -> ${name}(64)\n  output y\n}\n`.replace(
    "half(64)",
    "half",
  );

describe("reading", () => {
  it("finds the repository around a file", () => {
    expect(rootOf(join(project, "parts/half.net"))).toBe(project);
  });

  it("gives a reason instead of a text that is none", () => {
    expect(readNetFile(uriOf("parts"))).toEqual({ reason: "it is a folder" });
    expect(readNetFile(uriOf("none.net"))).toEqual({ reason: "there is no such file" });
    expect(readNetFile(uriOf("latin.net"))).toEqual({ reason: "it is not UTF-8 text" });
    expect(readNetFile("untitled:one")).toEqual({ reason: "it is not on a disk" });
  });

  it("does not follow a link out of the workspace", () => {
    expect(readNetFile(uriOf("link.net"), roots)).toEqual({
      reason: "it is a link that leads outside the workspace folder",
    });
  });
});

describe("imports", () => {
  it("come from the workspace and from the library", () => {
    expect(reportsOf(using("parts/half.net"))).toEqual([]);
    expect(reportsOf(using("std/mobile.net", "inverted_residual"))).toEqual([]);
  });

  it("stay inside the workspace", () => {
    expect(reportsOf(using("../outside.net"))).toEqual([expect.stringContaining("import-outside")]);
    expect(reportsOf(using("link.net"))).toEqual([expect.stringContaining("a link that leads outside")]);
    expect(reportsOf(using("/etc/passwd.net"))).toEqual([expect.stringContaining("bad-import")]);
    expect(reportsOf(using("std/../../secret.net"))).toEqual([expect.stringContaining("import-outside")]);
  });

  it("say what is missing", () => {
    expect(reportsOf(using("none.net"))).toEqual([expect.stringContaining("there is no such file")]);
    expect(reportsOf(using("parts/half.net", "quarter"))).toEqual([expect.stringContaining("not-declared-there")]);
  });
});
