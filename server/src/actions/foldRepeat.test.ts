import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { foldRepeat } from "./foldRepeat.ts";

const net = (lines: string) => `net n {\n  input x: f32[1, 8, 8, 8]\n  ${lines}\n  output y\n}\n`;

describe("folding into a repeat", () => {
  itsExample(foldRepeat);

  it("folds lines that follow each other", () => {
    const before = net("a = x -> conv(8, kernel=3)\n  $0b = a -> conv(8, kernel=3)\n  y = b -> conv(8, kernel=3)");
    expect(afterwards(foldRepeat, before)).toBe(net("y = x -> repeat 3 { conv(8, kernel=3) }"));
  });

  it("keeps what is read elsewhere, labelled, or gives several results", () => {
    expect(titlesAt(foldRepeat, net("a = x -> relu\n  $0b = a -> relu\n  y = a + b"))).toEqual([]);
    expect(titlesAt(foldRepeat, net("y = x -> $0a: conv(8, kernel=3) -> b: conv(8, kernel=3)"))).toEqual([]);
    const words = "net n {\n  input x: f32[1, 8, 8]\n  y = x -> $0lstm(8) -> lstm(8)\n  output y\n}\n";
    expect(titlesAt(foldRepeat, words)).toEqual([]);
  });
});
