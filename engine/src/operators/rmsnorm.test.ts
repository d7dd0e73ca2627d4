import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test("a scale, no shift: four operations per element", () => {
  expect(summary("rmsnorm", [f32(1, 128, 256)])).toEqual({
    outputs: ["f32[1, 128, 256]"],
    macs: 0,
    arithmetic: 4 * 128 * 256,
    weights: { weight: [256] },
  });
  expect(summary("rmsnorm", [f32(1, 2, 8)], { affine: false })).toMatchObject({ arithmetic: 3 * 16, weights: {} });
});
