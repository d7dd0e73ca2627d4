import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { wholeDivision } from "./wholeDivision.ts";

describe("whole division", () => {
  itsExample(wholeDivision);

  it("is for the number at fault alone", () => {
    const before = `net n {
  input x: f32[1, 3, 8, 8]
  y = x -> conv($09 / 2, kernel=3) -> dropout(1 / 2)
  output y
}
`;
    expect(afterwards(wholeDivision, before)).toContain("conv(9 // 2, kernel=3) -> dropout(1 / 2)");
  });

  it("needs a division in sight", () => {
    const before = "net n {\n  input x: f32[1, 3, 8, 8]\n  y = x -> conv($04.5, kernel=3)\n  output y\n}\n";
    expect(titlesAt(wholeDivision, before)).toEqual([]);
  });
});
