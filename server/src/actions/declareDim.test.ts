import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { declareDim } from "./declareDim.ts";

describe("declaring a dim", () => {
  itsExample(declareDim);

  it("stands before the first use, wherever it is asked for", () => {
    const before = `net n {
  input a: f32[N, 3]
  input b: f32[$0N, 3]
  y = a + b
  output y
}
`;
    expect(afterwards(declareDim, before)).toContain("net n {\n  dim N = 1\n  input a");
  });

  it("is for dims only", () => {
    expect(titlesAt(declareDim, "net n {\n  input a: f32[1, 3]\n  y = $0N -> relu\n  output y\n}\n")).toEqual([]);
  });
});
