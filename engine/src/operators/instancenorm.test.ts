import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("nothing is learned unless asked for", () => {
  expect(summary("instancenorm", [f32(1, 64, 28, 28)])).toEqual({
    outputs: ["f32[1, 64, 28, 28]"],
    macs: 0,
    arithmetic: 5 * 64 * 28 * 28,
    weights: {},
  });
  expect(summary("instancenorm", [f32(1, 64, 2)], { affine: true })).toMatchObject({
    arithmetic: 7 * 128,
    weights: { weight: [64], bias: [64] },
  });
});

test("there must be positions to normalise over", () => {
  expect(refusal("instancenorm", [f32(1, 64)]).code).toBe("wrong-rank");
});
