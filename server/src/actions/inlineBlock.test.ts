import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { inlineBlock } from "./inlineBlock.ts";

const net = (line: string, block: string) =>
  `net n {\n  input x: f32[1, 8, 8, 8]\n  ${line}\n  output y\n}\n\nblock b${block}\n`;

describe("inlining a block", () => {
  itsExample(inlineBlock);

  it("puts what defaults and arguments say where they are read", () => {
    const block =
      "(a, out: int, mid: int = out + 2) {\n  return a -> c: conv(mid * 2, kernel=1) -> conv(out, kernel=1)\n}";
    expect(afterwards(inlineBlock, net("y = x -> $0b(4 + 4)", block))).toContain(
      "  y = x -> c: conv(((4 + 4) + 2) * 2, kernel=1) -> conv((4 + 4), kernel=1)\n",
    );
  });

  it("keeps a conditional together, and what it binds apart", () => {
    const block = "(a, wide: bool = true) {\n  x = a -> relu\n  return if wide then x else a\n}";
    const after = afterwards(inlineBlock, net("y = $0b(x) -> relu", block));
    expect(after).toContain("  x2 = x -> relu\n  y = (if true then x2 else x) -> relu\n");
  });

  it("gives several results to their names", () => {
    const block = "(a) {\n  left = a -> conv(4, kernel=1)\n  return left -> relu, a -> conv(2, kernel=3)\n}";
    const lines = "p: f32[1, 4, 8, 8], q = x -> relu -> $0b\n  y = p -> conv(2, kernel=1) -> add(q)";
    expect(afterwards(inlineBlock, net(lines, block))).toContain(`  a = x -> relu
  left = a -> conv(4, kernel=1)
  p: f32[1, 4, 8, 8] = left -> relu
  q = a -> conv(2, kernel=3)
  y = p`);
  });

  it("lets go of results that nobody takes and that cost nothing", () => {
    const block = (second: string) => `(a) {\n  r = a -> relu\n  return r -> relu, ${second}\n}`;
    expect(afterwards(inlineBlock, net("y = x -> $0b", block("r")))).toContain("  r = x -> relu\n  y = r -> relu\n");
    expect(titlesAt(inlineBlock, net("y = x -> $0b", block("a -> conv(8, kernel=3)")))).toEqual([]);
  });

  describe("from another file", () => {
    const files = {
      "lib/blocks.net": `import "parts.net" { gate, squash as squeeze }

block unit(x, out: int, act: op = own) {
  a = x -> conv(out, kernel=3) -> squeeze -> act
  return a -> gate -> own
}

block own(x) {
  return x -> relu
}
`,
      "lib/parts.net": "block gate(x) {\n  return x -> sigmoid\n}\n\nblock squash(x) {\n  return x -> tanh\n}\n",
    };
    const inFile = (start: string, line: string) =>
      `${start}net n {\n  input x: f32[1, 8, 8, 8]\n  ${line}\n  output y\n}\n`;
    const imported = 'import "lib/blocks.net" { unit }\n\n';

    it("brings the imports that it needs, from where they are declared", () => {
      const after = afterwards(inlineBlock, inFile(imported, "y = x -> $0unit(4)"), undefined, { files });
      expect(after).toBe(
        inFile(
          'import "lib/blocks.net" { unit, own }\nimport "lib/parts.net" { squash as squeeze, gate }\n\n',
          "a = x -> conv(4, kernel=3) -> squeeze -> own\n  y = a -> gate -> own",
        ),
      );
    });

    it("calls by their names here what is imported already, and by others what is taken", () => {
      const start = `import "lib/blocks.net" { unit as u }
import "lib/parts.net" { gate as door }

block own(x) {
  return x -> tanh
}

`;
      const after = afterwards(inlineBlock, inFile(start, "y = x -> $0u(4, act=relu)"), undefined, { files });
      expect(after).toContain(
        '{ unit as u, own as own2 }\nimport "lib/parts.net" { gate as door, squash as squeeze }\n',
      );
      expect(after).toContain("  a = x -> conv(4, kernel=3) -> squeeze -> relu\n  y = a -> door -> own2\n");
    });

    it("is not offered where a name of the catalogue means something else here", () => {
      const start = `${imported}block conv(x, out: int, kernel: int) {\n  return x -> relu\n}\n\n`;
      expect(titlesAt(inlineBlock, inFile(start, "y = x -> $0unit(4)"), { files })).toEqual([]);
    });
  });

  it("leaves a state what it was until all results are there", () => {
    const text = (call: string) => `net n {
  input x: f32[1, 8]
  state h: f32[1, 8] = 0
  ${call}
  output y
}

block b(a, old) {
  return a + old, a * old
}
`;
    expect(titlesAt(inlineBlock, text("y, h = $0b(x, h)"))).toEqual(["Inline `b`"]);
    expect(titlesAt(inlineBlock, text("h, y = $0b(x, h)"))).toEqual([]);
  });

  it("keeps an operator apart from a tensor of its name", () => {
    const block = "(a) {\n  relu = a -> relu\n  return relu -> conv(8, kernel=1)\n}";
    const after = afterwards(inlineBlock, net("relu = x -> relu\n  y = relu -> $0b", block));
    expect(after).toContain("  relu2 = relu -> relu\n  y = relu2 -> conv(8, kernel=1)\n");
  });

  it("is not offered where the text would mean something else", () => {
    expect(titlesAt(inlineBlock, net("y = x -> $0b -> relu", "(a) {\n  return a, a\n}"))).toEqual([]);
    expect(titlesAt(inlineBlock, net("h, y = $0b(x)", "(a) {\n  return a, a, a\n}"))).toEqual([]);
    expect(
      titlesAt(inlineBlock, net("y = x -> $0b", "(a: f32[N, C, H, W]) {\n  return a -> conv(C, kernel=1)\n}")),
    ).toEqual([]);
    expect(titlesAt(inlineBlock, net("y = x -> $0relu", "(a) {\n  return a\n}"))).toEqual([]);
    expect(titlesAt(inlineBlock, net("y = x -> repeat 2 { $0b }", "(a) {\n  return a\n}"))).toEqual([]);
  });
});
