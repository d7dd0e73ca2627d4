import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("three operations per element", () => {
  expect(summary("rope", [f32(1, 128, 256)], { heads: 4 })).toMatchObject({
    outputs: ["f32[1, 128, 256]"],
    arithmetic: 3 * 128 * 256,
  });
});

test("heads must be whole and even", () => {
  expect(refusal("rope", [f32(1, 8, 12)], { heads: 5 })).toMatchObject({
    code: "heads-do-not-divide",
    parameter: "heads",
  });
  expect(refusal("rope", [f32(1, 8, 12)], { heads: 4 })).toMatchObject({ code: "odd-head", parameter: "heads" });
});
