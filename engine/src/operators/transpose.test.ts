import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("axis i of the result is axis order[i] of the data", () => {
  expect(summary("transpose", [f32(1, 64, "H", 7)], { order: [0, 2, 3, 1] }).outputs).toEqual(["f32[1, H, 7, 64]"]);
  expect(summary("transpose", [f32(2, 3)], { order: [-1, 0] }).outputs).toEqual(["f32[3, 2]"]);
});

test("each axis once", () => {
  expect(refusal("transpose", [f32(2, 3)], { order: [0, 0] }).code).toBe("not-an-order");
  expect(refusal("transpose", [f32(2, 3)], { order: [0] }).code).toBe("not-an-order");
  expect(refusal("transpose", [f32(2, 3)], { order: [0, 2] }).code).toBe("no-such-axis");
});
