import { expect, test } from "vitest";
import { answer, f32, refusal, summary } from "./testing.ts";

test("two operations per element; running statistics are not learned", () => {
  expect(summary("bn", [f32(1, 32, 28, 28)])).toEqual({
    outputs: ["f32[1, 32, 28, 28]"],
    macs: 0,
    arithmetic: 2 * 32 * 28 * 28,
    weights: { weight: [32], bias: [32], running_mean: [32], running_var: [32] },
  });
  expect(answer("bn", [f32(1, 32, 28, 28)]).weights?.map(({ role }) => role)).toEqual([
    "learned",
    "learned",
    "statistic",
    "statistic",
  ]);
});

test("without a learned scale and shift only the statistics are stored", () => {
  expect(summary("bn", [f32(1, 32)], { affine: false }).weights).toEqual({ running_mean: [32], running_var: [32] });
});

test("a tensor without channels is refused", () => {
  expect(refusal("bn", [f32(32)]).code).toBe("wrong-rank");
});
