import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { removeBias } from "./removeBias.ts";

const net = (line: string) => `net n {\n  input x: f32[1, 3, 8, 8]\n  ${line}\n  output y\n}\n`;

describe("removing a bias", () => {
  itsExample(removeBias);

  it("adds up what all instances save", () => {
    const before = net("y = x -> repeat 3 { $0conv(3, kernel=3, bias=true) -> bn }");
    expect(titlesAt(removeBias, before)).toEqual(["Leave out the bias before `bn`: saves 9 params"]);
    expect(afterwards(removeBias, before)).toContain("conv(3, kernel=3, bias=false) -> bn");
  });

  it("is not offered where the bias is needed, or is not there", () => {
    expect(titlesAt(removeBias, net("y = x -> $0conv(8, kernel=3) -> relu -> bn"))).toEqual([]);
    expect(titlesAt(removeBias, net("y = x -> $0conv(8, kernel=3, bias=false) -> bn"))).toEqual([]);
    expect(titlesAt(removeBias, net("z = x -> $0conv(8, kernel=3)\n  a = z -> bn\n  y = a + z"))).toEqual([]);
    expect(titlesAt(removeBias, net("y = x -> $0conv(8, kernel=3)\n  z = y -> bn"))).toEqual([]);
  });
});
