import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { documentLinks } from "./documentLinks.ts";

const reach = { library: "file:///lathe/std/", roots: ["file:///project/"] };

/** The text of each link and where it leads. */
function links(text: string): readonly (readonly [string, string | undefined])[] {
  const lines = text.split("\n");
  return documentLinks(analyseText(text).module, reach).map(({ range, target }) => [
    lines[range.start.line]?.slice(range.start.character, range.end.character) ?? "",
    target,
  ]);
}

describe("document links", () => {
  it("lead from imports to their files and to the library", () => {
    expect(links('import "parts/stem.net" { stem }\nimport "std/mobile.net" { inverted_residual }\n')).toEqual([
      ["parts/stem.net", "file:///project/parts/stem.net"],
      ["std/mobile.net", "file:///lathe/std/mobile.net"],
    ]);
  });

  it("lead to weights and data, but not to folders", () => {
    const text = `net n {
  input x: f32[1, 8]
  weights "a b.safetensors" { "their.**": "ours.**" }
  data calibration "c.npz"
  data test "folder/"
  output x
}
`;
    expect(links(text)).toEqual([
      ["a b.safetensors", "file:///project/a%20b.safetensors"],
      ["c.npz", "file:///project/c.npz"],
    ]);
  });

  it("never leave the workspace", () => {
    const paths = ["../other/a.net", "/etc/a.net", "file:///etc/a.net", "std/../../a.net", "https://example.org/a.net"];
    expect(links(paths.map((path) => `import "${path}" { a }\n`).join(""))).toEqual([]);
    expect(links('net n {\n  weights "../../a.npz"\n}\n')).toEqual([]);
  });

  it("survive half a statement", () => {
    expect(links('import "a.net')).toEqual([]);
    for (const text of ['import "', 'import "a.net', "import", 'net n {\n  weights "', "net n {\n  data"]) {
      expect(links(text).every(([, target]) => target?.startsWith("file:///project/"))).toBe(true);
    }
  });
});
