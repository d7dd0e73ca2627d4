import { expect, test } from "vitest";
import { answer, f32, summary } from "./testing.ts";

test("every output reads one channel", () => {
  // (56 − 1)//2 + 1 = 28; 32·28·28 outputs × 9 taps.
  expect(summary("dwconv", [f32(1, 32, 56, 56)], { kernel: 3, stride: 2 })).toEqual({
    outputs: ["f32[1, 32, 28, 28]"],
    macs: 32 * 28 * 28 * 9,
    arithmetic: 32 * 28 * 28,
    weights: { weight: [32, 1, 3, 3], bias: [32] },
  });
});

test("a multiplier gives several channels for one, which no longer fit in place", () => {
  expect(summary("dwconv", [f32(1, 32, 8, 8)], { kernel: 3, multiplier: 2, bias: false })).toEqual({
    outputs: ["f32[1, 64, 8, 8]"],
    macs: 64 * 64 * 9,
    arithmetic: 0,
    weights: { weight: [64, 1, 3, 3] },
  });
  expect(answer("dwconv", [f32(1, 32, 8, 8)], { kernel: 3, multiplier: 2 }).storage).toBe("fresh");
  expect(answer("dwconv", [f32(1, 32, 8, 8)], { kernel: 3 }).storage).toBe("in-place-where-supported");
});

test("the same as a convolution with as many groups as channels", () => {
  const own = summary("dwconv", [f32(1, 24, 9, 9)], { kernel: 5, stride: 2, dilation: 2 });
  expect(own).toEqual(summary("conv", [f32(1, 24, 9, 9)], { out: 24, kernel: 5, stride: 2, dilation: 2, groups: 24 }));
});
