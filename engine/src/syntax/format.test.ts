import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatSource } from "./format.ts";
import { readLines } from "./lines.ts";

const resnet = readFileSync(new URL("../../../examples/resnet.net", import.meta.url), "utf8");

/** All tokens and comments in order: what the formatter must not change. */
function content(text: string): readonly string[] {
  return readLines(text).lines.flatMap(({ tokens, comment }) => [
    ...tokens.map(({ image }) => image),
    ...(comment === undefined ? [] : [comment.text.replace(/^#+\s*/, "").trimEnd()]),
  ]);
}

describe("formatSource", () => {
  it("puts blanks where they belong", () => {
    const cases = [
      ["y=x->conv( 8 ,kernel = 3,bias=false )", "y = x -> conv(8, kernel=3, bias=false)"],
      ["y = x->c1 :conv(8,kernel=[1,2]) @int8@prune( 50% )", "y = x -> c1: conv(8, kernel=[1, 2]) @int8 @prune(50%)"],
      ["y = - a+b*-2 ** 3", "y = -a + b * -2**3"],
      ["y = x -> relu @sparse( 2 : 4 )", "y = x -> relu @sparse(2:4)"],
      ["input x:f32[1,3 , ?]{range 0 .. 1,mean[0.5]}", "input x: f32[1, 3, ?] { range 0..1, mean [0.5] }"],
      ["n = x.shape [ 0 ]", "n = x.shape[0]"],
      ['y = onnx ["a"] . Gelu( x,none )', 'y = onnx["a"].Gelu(x, none)'],
      ["y = x -> repeat 3 as (a,b){relu}", "y = x -> repeat 3 as (a, b) { relu }"],
      ["y = x->(if w then relu else identity)", "y = x -> (if w then relu else identity)"],
    ] as const;
    for (const [written, wanted] of cases) {
      expect(formatSource(`net n {\n${written}\n}\n`)).toBe(`net n {\n  ${wanted}\n}\n`);
    }
    expect(formatSource("block b( x,out:int,stride:int=1 ){\nreturn x\n}")).toBe(
      "block b(x, out: int, stride: int = 1) {\n  return x\n}\n",
    );
  });

  it("aligns a pipeline's lines under its first arrow, and an `else` under its `if`", () => {
    expect(formatSource("block b(x) {\nmain = x -> relu\n-> relu\ny = if a then x\nelse main\nreturn y\n}\n")).toBe(
      "block b(x) {\n  main = x -> relu\n           -> relu\n  y = if a then x\n      else main\n  return y\n}\n",
    );
  });

  it("lets a statement hang whose lines would reach beyond 100 columns under their arrow", () => {
    const long = `linear(1000, ${"bias=false, ".repeat(6)}bias=true)`;
    expect(formatSource(`block b(x) {\na_rather_long_name = x -> relu\n-> ${long}\n-> relu\nreturn a\n}\n`)).toBe(
      `block b(x) {\n  a_rather_long_name = x -> relu\n      -> ${long}\n      -> relu\n  return a\n}\n`,
    );
  });

  it("indents what stands in brackets under their first word, or one step where that is on a line of its own", () => {
    expect(
      formatSource("net n {\ny = concat(a,\nb, axis=1)\nz = y -> repeat [\n(1, 2),\n] as (a, b) {\nrelu\n}\n}\n"),
    ).toBe(
      "net n {\n  y = concat(a,\n             b, axis=1)\n  z = y -> repeat [\n    (1, 2),\n  ] as (a, b) {\n    relu\n  }\n}\n",
    );
  });

  it("keeps an `else if` chain in one column", () => {
    expect(
      formatSource("block b(x) {\ny = if a then x\nelse if c then x -> relu\n-> relu\nelse x\nreturn y\n}\n"),
    ).toBe(
      "block b(x) {\n  y = if a then x\n      else if c then x -> relu\n                       -> relu\n      else x\n  return y\n}\n",
    );
  });

  it("takes a minus before an input's value for a sign", () => {
    expect(formatSource("net n {\ninput x: f32[1] { range -1 .. 1 }\n}\n")).toBe(
      "net n {\n  input x: f32[1] { range -1..1 }\n}\n",
    );
  });

  it("loses nothing of a comment behind what it cannot read", () => {
    const text = "y = x -> linear(7 parsecs)   # seven\n";
    expect(formatSource(text)).toBe(text);
  });

  it("keeps comments, doc comments and their alignment", () => {
    const text = "#one\n##two\nnet n { # three\n  a = x   # four\n  bb = x  # five\n      # six\n}\n";
    expect(formatSource(text)).toBe(
      "# one\n## two\nnet n {  # three\n  a = x   # four\n  bb = x  # five\n  # six\n}\n",
    );
  });

  it("leaves one blank line, and none inside the braces", () => {
    expect(formatSource("\n\nnet n {\n\n\n  a = x\n\n\n\n  b = a\n\n}\n\n\n")).toBe("net n {\n  a = x\n\n  b = a\n}\n");
  });

  it("keeps CRLF and the byte-order mark", () => {
    expect(formatSource("\ufeffnet n {\r\na=x\r\n}\r\n")).toBe("\ufeffnet n {\r\n  a = x\r\n}\r\n");
  });

  it("leaves alone what it cannot read", () => {
    expect(formatSource("net n {\n  a = x ->  relu   relu\n b=x\n}\n")).toBe(
      "net n {\n  a = x ->  relu   relu\n  b = x\n}\n",
    );
    const odd = "net n {\n  a  =  x  # one\u2028 b = x\n}\n";
    expect(formatSource(odd)).toBe(odd);
    const open = "net n {\n a=(x\n}\n";
    expect(formatSource(open)).toBe(open);
  });

  it("leaves a text alone that is nothing but errors", () => {
    const noise = "net n {\n  a  =  = 1\n".repeat(2000);
    expect(formatSource(noise)).toBe(noise);
  });

  it("has nothing to do in the examples", () => {
    expect(formatSource(resnet)).toBe(resnet);
  });

  it("comes back to the same text from any spacing, and loses nothing", () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 2147483648;
    };
    for (let round = 0; round < 50; round++) {
      const shaken = resnet
        .split("\n")
        .map((line) =>
          line.trimStart().startsWith("#")
            ? line
            : line
                .replace(/(?<=[,=>]) /g, () => " ".repeat(Math.floor(random() * 3)))
                .replace(/^ */, () => " ".repeat(Math.floor(random() * 9))),
        )
        .join("\n");
      const formatted = formatSource(shaken);
      expect(formatSource(formatted)).toBe(formatted);
      expect(content(formatted)).toEqual(content(shaken));
      expect(formatted).toBe(resnet);
    }
  });
});
