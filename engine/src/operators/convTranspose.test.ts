import { expect, test } from "vitest";
import { amountOf } from "./operator.ts";
import { answer, f32, refusal, summary } from "./testing.ts";

test("counted by input positions; by output positions in the paper's way", () => {
  // (28 − 1)·2 + (2 − 1) + 1 = 56; 64·28·28 inputs × 32 channels × 4 taps; 32·56·56 outputs × 64 channels × 4 taps.
  expect(summary("conv_transpose", [f32(1, 64, 28, 28)], { out: 32, kernel: 2, stride: 2 })).toEqual({
    outputs: ["f32[1, 32, 56, 56]"],
    macs: 64 * 28 * 28 * 32 * 4,
    arithmetic: 32 * 56 * 56,
    weights: { weight: [64, 32, 2, 2], bias: [32] },
  });
  const { paperMacs = [] } = answer("conv_transpose", [f32(1, 64, 28, 28)], { out: 32, kernel: 2, stride: 2 });
  expect(amountOf(paperMacs)).toBe(32 * 56 * 56 * 64 * 4);
});

test("padding cuts and output padding adds", () => {
  const output = (values: Parameters<typeof summary>[2]) =>
    summary("conv_transpose", [f32(1, 8, 7, 7)], { out: 4, kernel: 3, stride: 2, ...values }).outputs[0];
  expect(output({})).toBe("f32[1, 4, 15, 15]"); // 6·2 + 3
  expect(output({ pad: 1 })).toBe("f32[1, 4, 13, 13]");
  expect(output({ pad: 1, output_pad: 1 })).toBe("f32[1, 4, 14, 14]");
  expect(output({ pad: [0, 1, 1, 1] })).toBe("f32[1, 4, 14, 13]");
  expect(output({ dilation: 2 })).toBe("f32[1, 4, 17, 17]"); // 6·2 + 2·2 + 1
});

test("groups divide the channels on both sides", () => {
  expect(summary("conv_transpose", [f32(1, 8, 7, 7)], { out: 4, kernel: 2, stride: 2, groups: 2 })).toMatchObject({
    macs: 8 * 49 * 2 * 4,
    weights: { weight: [8, 2, 2, 2] },
  });
});

test("symbolic extents", () => {
  expect(summary("conv_transpose", [f32("N", 8, "L")], { out: 4, kernel: 2, stride: 2 }).outputs).toEqual([
    "f32[N, 4, 2*L]",
  ]);
});

test("refusals", () => {
  const refused = (values: Parameters<typeof refusal>[2]) =>
    refusal("conv_transpose", [f32(1, 8, 2, 2)], { out: 4, kernel: 2, stride: 2, ...values });
  expect(refused({ output_pad: 2 })).toMatchObject({ code: "padding-too-large", parameter: "output_pad" });
  expect(refused({ pad: 2 })).toMatchObject({ code: "padding-too-large", parameter: "pad" });
  expect(refused({ groups: 3 })).toMatchObject({ code: "groups-do-not-divide", parameter: "groups" });
});
