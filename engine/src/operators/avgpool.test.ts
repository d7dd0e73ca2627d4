import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("kernel operations per output", () => {
  expect(summary("avgpool", [f32(1, 64, 56, 56)], { kernel: 2 })).toEqual({
    outputs: ["f32[1, 64, 28, 28]"],
    macs: 0,
    arithmetic: 4 * 64 * 28 * 28,
    weights: {},
  });
});

test("stride, padding and the wrong number of them", () => {
  expect(summary("avgpool", [f32(1, 8, 9, 9)], { kernel: 3, stride: 2, pad: 1 }).outputs).toEqual(["f32[1, 8, 5, 5]"]);
  expect(refusal("avgpool", [f32(1, 8, 9, 9)], { kernel: [2, 2, 2] })).toMatchObject({ code: "wrong-length" });
});
