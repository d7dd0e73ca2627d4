import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { addOutput } from "./addOutput.ts";

describe("adding an output", () => {
  itsExample(addOutput);

  it("leaves a comment where it is", () => {
    const before = "net $0n {\n  input x: f32[1, 3]\n  y = x -> relu  # the last\n}\n";
    expect(afterwards(addOutput, before)).toContain("  y = x -> relu  # the last\n  output y\n}");
  });

  it("needs something that is bound", () => {
    expect(titlesAt(addOutput, "net $0n {\n  input x: f32[1, 3]\n}\n")).toEqual([]);
  });

  it("is not offered where there is one", () => {
    expect(titlesAt(addOutput, "net $0n {\n  input x: f32[1, 3]\n  y = x -> relu\n  output y\n}\n")).toEqual([]);
  });
});
