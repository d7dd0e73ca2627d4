import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { castBefore } from "./castBefore.ts";

describe("casting before", () => {
  itsExample(castBefore);

  it("stands before a label, and inside the parentheses of a call", () => {
    const net = (line: string) => `net n {\n  input x: u8[1, 3, 8, 8]\n  ${line}\n  output y\n}\n`;
    expect(afterwards(castBefore, net("y = x -> first: $0conv(8, kernel=3)"))).toBe(
      net("y = x -> cast(f32) -> first: conv(8, kernel=3)"),
    );
    expect(afterwards(castBefore, net("y = $0conv(x, 8, kernel=3)"))).toBe(net("y = conv(cast(x, f32), 8, kernel=3)"));
  });

  it("is for integers only", () => {
    expect(titlesAt(castBefore, "net n {\n  input x: f32[1, 8]\n  y = x -> $0relu\n  output y\n}\n")).toEqual([]);
  });
});
