import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("extents of 1 stretch, and axes may be added in front", () => {
  expect(summary("expand", [f32(1, 64, 1, 1)], { shape: [1, 64, 7, 7] }).outputs).toEqual(["f32[1, 64, 7, 7]"]);
  expect(summary("expand", [f32("N", 64)], { shape: [3, 1, 1] }).outputs).toEqual(["f32[3, N, 64]"]);
  expect(refusal("expand", [f32(2, 64)], { shape: [3, 64] })).toMatchObject({
    code: "shapes-do-not-fit",
    parameter: "shape",
  });
});
