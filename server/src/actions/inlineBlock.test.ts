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

  it("is not offered where the text would mean something else", () => {
    expect(titlesAt(inlineBlock, net("y = x -> $0b", "(a) {\n  return a, a\n}"))).toEqual([]);
    expect(
      titlesAt(inlineBlock, net("y = x -> $0b", "(a: f32[N, C, H, W]) {\n  return a -> conv(C, kernel=1)\n}")),
    ).toEqual([]);
    expect(titlesAt(inlineBlock, net("y = x -> $0relu", "(a) {\n  return a\n}"))).toEqual([]);
    expect(titlesAt(inlineBlock, net("y = x -> repeat 2 { $0b }", "(a) {\n  return a\n}"))).toEqual([]);
  });
});
