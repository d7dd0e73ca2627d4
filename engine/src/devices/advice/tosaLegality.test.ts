import { describe, expect, it } from "vitest";
import { roundDevice, subjectOf } from "../../../../test/kit/advice.ts";
import { tosaLegality } from "./tosaLegality.ts";

describe("what an accelerator for TOSA cannot take", () => {
  it("is said once for each rule", () => {
    const npu = { ...roundDevice, legality: "tosa-base-8k" } as const;
    const lines = "  input x: f32[1, 1, 20000]\n  y = x -> conv(4, kernel=9001) -> relu\n  output y";
    expect(tosaLegality.run(subjectOf(lines, npu)).map(({ code, ops, severity }) => [code, ops, severity])).toEqual([
      ["tosa-type", [0, 1], "warning"],
      ["tosa-kernel", [0], "warning"],
    ]);
    const [types] = tosaLegality.run(subjectOf(lines, npu));
    expect(types?.message).toBe(
      "round cannot take `y.conv`: `conv` computes in f32; TOSA's integer profile has bool, i8, i32. So it is with 1 other.",
    );
    expect(tosaLegality.run(subjectOf(lines))).toEqual([]);
  });
});
