import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { raiseBudget } from "./raiseBudget.ts";

describe("raising a budget", () => {
  itsExample(raiseBudget);

  it("changes the limit at fault among others, in bytes too", () => {
    const before = `net n {
  input x: f32[1, 3, 32, 32]
  budget {
    params <= 4M
    $0size <= 1KB
  }
  y = x -> flatten -> linear(1000)
  output y
}
`;
    // 3,072 · 1,000 weights and 1,000 biases of 4 bytes: 12,292,000.
    expect(afterwards(raiseBudget, before)).toContain("params <= 4M\n    size <= 12.3MB\n");
    expect(
      afterwards(raiseBudget, before.replace("    params <= 4M\n    $0size", "    params <= 4M, $0size")),
    ).toContain("params <= 4M, size <= 12.3MB");
  });

  it("leaves limits alone that are kept", () => {
    const before = "net n {\n  input x: f32[1, 8]\n  budget { $0params <= 2M }\n  y = x -> relu\n  output y\n}\n";
    expect(titlesAt(raiseBudget, before)).toEqual([]);
  });
});
