import { describe, expect, it } from "vitest";
import type { SelectionRange } from "vscode-languageserver";
import { analyseText } from "../../../test/kit/analyse.ts";
import { marked } from "../../../test/kit/marked.ts";
import { toOffset } from "../convert.ts";
import { selectionRange } from "./selectionRanges.ts";

/** What a selection grows to, from the cursor of a marked text outwards. */
function grown(source: string): readonly string[] {
  const { text, offset } = marked(source);
  const analysis = analyseText(text);
  const { lines } = analysis.module.file;
  const texts: string[] = [];
  let at: SelectionRange | undefined = selectionRange(analysis.module, offset);
  for (; at !== undefined; at = at.parent) {
    const { start, end } = at.range;
    texts.push(text.slice(toOffset(lines, start), toOffset(lines, end)));
  }
  return texts;
}

describe("selection ranges", () => {
  it("grow from a name to its call, stage, pipeline, statement, body, declaration and file", () => {
    const body = "y = x -> first: conv(8, kernel=3) -> relu\n  output y";
    const net = `net n {\n  ${body}\n}`;
    expect(grown(`# A net.\n${net.replace("kernel", "ker$0nel")}\n`)).toEqual([
      "kernel",
      "kernel=3",
      "conv(8, kernel=3)",
      "first: conv(8, kernel=3)",
      "x -> first: conv(8, kernel=3) -> relu",
      "y = x -> first: conv(8, kernel=3) -> relu",
      body,
      `{\n  ${body}\n}`,
      net,
      `# A net.\n${net}\n`,
    ]);
  });

  it("grow through bodies of repeats", () => {
    expect(grown("net n {\n  y = x -> repeat 2 { re$0lu } -> bn\n}")).toEqual([
      "relu",
      "{ relu }",
      "repeat 2 { relu }",
      "x -> repeat 2 { relu } -> bn",
      "y = x -> repeat 2 { relu } -> bn",
      "{\n  y = x -> repeat 2 { relu } -> bn\n}",
      "net n {\n  y = x -> repeat 2 { relu } -> bn\n}",
    ]);
  });

  it("grow in comments by words and blocks", () => {
    expect(grown("# One t$0wo.\n# Three.\nnet n {\n}\n").slice(0, 3)).toEqual([
      "two",
      "# One two.",
      "# One two.\n# Three.",
    ]);
  });

  it("are the file where nothing stands, and never cross each other in half a text", () => {
    expect(grown("$0")).toEqual([""]);
    expect(grown("\n$0\n")).toEqual(["\n\n"]);
    for (const source of [
      "net n {\n  y = x -> conv($0",
      "net n {\n  y = (x$0 +",
      "net n {$0",
      "block b(x$0",
      "}}}$0(((",
    ]) {
      const texts = grown(source);
      for (const [index, text] of texts.slice(1).entries()) expect(text).toContain(texts[index]);
    }
  });
});
