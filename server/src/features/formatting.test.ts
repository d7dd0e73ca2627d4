import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { marked } from "../../../test/kit/marked.ts";
import { toOffset, toPosition } from "../convert.ts";
import { formatting, rangeFormatting } from "./formatting.ts";

/** A marked text after the formatter was asked for what stands between the marks. */
function formatted(source: string): { readonly text: string; readonly edits: number } {
  const { text, offset, end = offset } = marked(source);
  const analysis = analyseText(text);
  const { lines } = analysis.module.file;
  const edits = rangeFormatting(analysis.module, { start: toPosition(lines, offset), end: toPosition(lines, end) });
  let result = text;
  for (const { range, newText } of edits)
    result = result.slice(0, toOffset(lines, range.start)) + newText + result.slice(toOffset(lines, range.end));
  return { text: result, edits: edits.length };
}

describe("range formatting", () => {
  it("formats the statements between the marks and no others", () => {
    expect(formatted("net n {\n a=1\n b$0=2\n c=$03\n d=4\n}\n").text).toBe(
      "net n {\n a=1\n  b = 2\n  c = 3\n d=4\n}\n",
    );
  });

  it("leaves the line at whose start the range ends", () => {
    expect(formatted("net n {\n$0 a=1\n$0 b=2\n}\n").text).toBe("net n {\n  a = 1\n b=2\n}\n");
  });

  it("changes nothing where all is well", () => {
    expect(formatted("net n {\n$0  a = 1\n$0 b=2\n}\n").edits).toBe(0);
    expect(formatting(analyseText("net n {\n  a = 1\n}\n").module)).toEqual([]);
  });
});
