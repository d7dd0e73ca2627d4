import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { statePad } from "./statePad.ts";

describe("stating a pad", () => {
  itsExample(statePad);

  it("offers what any even kernel can have", () => {
    const before = "net n {\n  input x: f32[1, 3, 9, 9]\n  y = x -> conv(8, $0kernel=2)\n  output y\n}\n";
    expect(titlesAt(statePad, before)).toHaveLength(2);
    expect(afterwards(statePad, before)).toContain('conv(8, kernel=2, pad="same")');
  });

  it("is for even kernels without a pad", () => {
    const net = (call: string) => `net n {\n  input x: f32[1, 3, 9, 9]\n  y = x -> ${call}\n  output y\n}\n`;
    expect(titlesAt(statePad, net("conv(8, $0kernel=3)"))).toEqual([]);
    expect(titlesAt(statePad, net("conv(8, $0kernel=2, pad=0)"))).toEqual([]);
    expect(titlesAt(statePad, net("maxpool($02)"))).toEqual([]);
  });
});
