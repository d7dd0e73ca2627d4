/** The documents exist, and what they link to does. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, readText, root } from "../kit/files.ts";

const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"];

/** Longer files, and why they may be. */
const long: Readonly<Record<string, string>> = {
  "engine/src/syntax/parser.ts": "one grammar, one class: chevrotain wants all its rules in one",
  "engine/src/base/dim.ts": "polynomials and all that is done with them",
};

describe("documents", () => {
  it("are all there", () => {
    expect(documents.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  for (const file of projectFiles().filter((name) => name.endsWith(".md"))) {
    it(`${file} links to files that exist`, () => {
      const links = [...readText(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? "");
      const local = links.filter((link) => !/^[a-z]+:/.test(link));
      expect(local.filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
    });
  }

  it("files stay short enough to be read", () => {
    const sources = projectFiles().filter((file) =>
      /^(?:engine|host|server|cli|client|protocol|tools)\/.*\.(?:ts|mjs)$/.test(file),
    );
    const tooLong = sources.filter(
      (file) => readText(file).split("\n").length > 450 && long[file] === undefined && !file.endsWith(".test.ts"),
    );
    expect(tooLong).toEqual([]);
  });
});
