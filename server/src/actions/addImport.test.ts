import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { addImport } from "./addImport.ts";

const files = { "blocks.net": "block wide(x) {\n  return x -> relu\n}\n\nblock narrow(x) {\n  return x -> relu\n}\n" };
const net = (stage: string) => `net n {\n  input x: f32[1, 3]\n  y = x -> ${stage}\n  output y\n}\n`;

describe("adding an import", () => {
  itsExample(addImport);

  it("goes into the braces of an import that is there", () => {
    const before = `import "blocks.net" { wide }\n\n${net("wide -> $0narrow")}`;
    expect(afterwards(addImport, before, undefined, { files })).toContain(
      'import "blocks.net" { wide, narrow }\n\nnet',
    );
  });

  it("goes below the imports and the version that are there", () => {
    const first = `lathe 1\n\n${net("$0narrow")}`;
    expect(afterwards(addImport, first, undefined, { files })).toMatch(
      /^lathe 1\n\nimport "blocks.net" \{ narrow \}\n\nnet/,
    );
  });

  it("stands on a line of its own where the others do", () => {
    const before = `import "blocks.net" {\n  wide\n}\n\n${net("wide -> $0narrow")}`;
    expect(afterwards(addImport, before, undefined, { files })).toMatch(
      /^import "blocks.net" \{\n {2}wide\n {2}narrow\n\}\n/,
    );
  });

  it("is not offered for a name that no file declares", () => {
    expect(titlesAt(addImport, net("$0medium"), { files })).toEqual([]);
  });
});
