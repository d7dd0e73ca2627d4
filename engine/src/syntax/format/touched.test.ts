import { describe, expect, it } from "vitest";
import { projectFiles, readText } from "../../../../test/kit/files.ts";
import { formatLines, formatSource } from "../format.ts";
import { readSource } from "../read.ts";

const untidy = `net  n {
 input x:f32[1,8]


 a=x->linear(8)
      ->relu
 b=a->repeat 2{
 linear( 8 )
   }
    output   b
}
`;

describe("formatting of lines", () => {
  it("formats a statement with all its lines, whichever of them is touched", () => {
    const expected = untidy.replace(" a=x->linear(8)\n      ->relu", "  a = x -> linear(8)\n        -> relu");
    expect(formatLines(untidy, 4, 4)).toBe(expected);
    expect(formatLines(untidy, 5, 5)).toBe(expected);
  });

  it("formats what a statement's braces hold with it, and a statement inside alone", () => {
    expect(formatLines(untidy, 6, 6)).toBe(
      untidy.replace(" b=a->repeat 2{\n linear( 8 )\n   }", "  b = a -> repeat 2 {\n    linear(8)\n  }"),
    );
    expect(formatLines(untidy, 7, 7)).toBe(untidy.replace(" linear( 8 )", "    linear(8)"));
  });

  it("formats the head of a net without its body", () => {
    expect(formatLines(untidy, 0, 0)).toBe(untidy.replace("net  n", "net n"));
  });

  it("takes surplus blank lines only where it is asked to", () => {
    expect(formatLines(untidy, 3, 3)).toBe(untidy.replace("\n\n\n", "\n\n"));
  });

  it("leaves all else byte for byte: line ends, trailing spaces, a byte-order mark", () => {
    const text = "\ufeffnet n {  \r\n a=x \n b=x\t\r\n}";
    expect(formatLines(text, 2, 2)).toBe("\ufeffnet n {  \r\n a=x \n  b = x\r\n}");
    expect(formatLines(text, 1, 1)).toBe("\ufeffnet n {  \r\n  a = x\r\n b=x\t\r\n}");
  });

  it("reads nothing again that was read before, and tells other texts from it", () => {
    const read = readSource(untidy);
    expect(formatLines(untidy, 6, 6, read)).toBe(formatLines(untidy, 6, 6));
    expect(formatSource(untidy, read)).toBe(formatSource(untidy));
    const edited = `\ufeff${untidy.replace("linear(8)", "linear(9 )")}`;
    expect(formatSource(edited, readSource(edited))).toBe(formatSource(edited));
    expect(formatSource(edited, read)).toBe(formatSource(edited));
  });

  it("leaves what cannot be read, and any text beyond its end", () => {
    const broken = "net n {\n a = x ->  relu   relu\n b=x\n}\n";
    expect(formatLines(broken, 1, 1)).toBe(broken);
    expect(formatLines(untidy, 90, 95)).toBe(untidy);
    expect(formatLines("", 0, 0)).toBe("");
  });

  it("is formatting the file where it is asked for all lines, or for one after the other from the end", () => {
    const files = projectFiles().filter((file) => /^(?:examples|library)\/.*\.net$/.test(file));
    expect(files.length).toBeGreaterThan(10);
    for (const text of [
      untidy,
      ...files.map((file) => readText(file).replaceAll(/^ +/gm, " ").replaceAll(", ", ",")),
    ]) {
      expect(formatLines(text, 0, text.length)).toBe(formatSource(text));
    }
    let stepwise = untidy;
    for (let line = untidy.split("\n").length - 1; line >= 0; line--) stepwise = formatLines(stepwise, line, line);
    expect(stepwise).toBe(formatSource(untidy));
  });
});
