import { expect, test } from "vitest";
import { f32, i64, refusal, summary } from "./testing.ts";

test("kernel − 1 comparisons per output", () => {
  // (112 + 2 − 3)//2 + 1 = 56.
  expect(summary("maxpool", [f32(1, 64, 112, 112)], { kernel: 3, stride: 2, pad: 1 })).toEqual({
    outputs: ["f32[1, 64, 56, 56]"],
    macs: 0,
    arithmetic: 8 * 64 * 56 * 56,
    weights: {},
  });
});

test("by default the window steps by its own size", () => {
  expect(summary("maxpool", [f32(1, 8, 9, 9)], { kernel: 2 }).outputs).toEqual(["f32[1, 8, 4, 4]"]);
  expect(summary("maxpool", [i64(1, 8, 9)], { kernel: 3 }).outputs).toEqual(["i64[1, 8, 3]"]);
});

test("a partial last window counts with `ceil`, unless it would start in the padding", () => {
  const width = (extent: number | string, values: Parameters<typeof summary>[2]) =>
    summary("maxpool", [f32(1, 8, extent)], { ceil: true, ...values }).outputs[0];
  expect(width(9, { kernel: 2 })).toBe("f32[1, 8, 5]");
  // Windows start at −1, 1, 3; the next one would start at 5, behind the last element.
  expect(width(5, { kernel: 2, pad: 1 })).toBe("f32[1, 8, 3]");
  expect(width("L", { kernel: 3, stride: 2 })).toBe("f32[1, 8, L//2]");
  // Whether the last window lies outside depends on the extent.
  expect(width("L", { kernel: 2, pad: 1 })).toBe("f32[1, 8, ?]");
});

test("padding as wide as the window", () => {
  expect(refusal("maxpool", [f32(1, 8, 9)], { kernel: 2, pad: 2 })).toMatchObject({
    code: "padding-too-large",
    parameter: "pad",
  });
});
