import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { assertType } from "./assertType.ts";

describe("asserting a type", () => {
  itsExample(assertType);

  it("says dims by their names", () => {
    const before = "net n {\n  dim N = 1\n  input x: f32[N, 3, 8, 8]\n  $0y = x -> flatten\n  output y\n}\n";
    expect(afterwards(assertType, before)).toContain("y: f32[N, 192] = x -> flatten");
  });

  it("is for tensors without a type, in nets", () => {
    const net = (line: string) => `net n {\n  input x: f32[1, 3]\n  ${line}\n  output y\n}\n`;
    expect(titlesAt(assertType, net("$0y: f32[1, 3] = x -> relu"))).toEqual([]);
    expect(titlesAt(assertType, net("$0k = 3\n  y = x -> relu"))).toEqual([]);
    expect(titlesAt(assertType, net("$0y = x -> nothing_known"))).toEqual([]);
    const block = `${net("y = x -> b")}block b(x) {\n  $0z = x -> relu\n  return z\n}\n`;
    expect(titlesAt(assertType, block)).toEqual([]);
  });
});
