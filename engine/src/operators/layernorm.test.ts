import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("over the last axis, seven operations per element", () => {
  expect(summary("layernorm", [f32(1, 128, 256)])).toEqual({
    outputs: ["f32[1, 128, 256]"],
    macs: 0,
    arithmetic: 7 * 128 * 256,
    weights: { weight: [256], bias: [256] },
  });
});

test("from an axis on, and without scale and shift", () => {
  expect(summary("layernorm", [f32(1, 8, 4, 4)], { axis: 1 }).weights).toEqual({ weight: [8, 4, 4], bias: [8, 4, 4] });
  expect(summary("layernorm", [f32(1, "S", 4)], { affine: false })).toMatchObject({ arithmetic: "20*S", weights: {} });
});

test("an axis that is not there", () => {
  expect(refusal("layernorm", [f32(1, 8)], { axis: 2 })).toMatchObject({ code: "no-such-axis", parameter: "axis" });
});
