import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("a matrix over the last axis", () => {
  expect(summary("linear", [f32(1, 512)], { out: 1000 })).toEqual({
    outputs: ["f32[1, 1000]"],
    macs: 512 * 1000,
    arithmetic: 1000,
    weights: { weight: [1000, 512], bias: [1000] },
  });
});

test("all other axes are rows", () => {
  expect(summary("linear", [f32(2, "S", 64)], { out: 8, bias: false })).toEqual({
    outputs: ["f32[2, S, 8]"],
    macs: "1024*S", // 2·S rows × 64 × 8
    arithmetic: 0,
    weights: { weight: [8, 64] },
  });
});

test("a tensor without axes has no features", () => {
  expect(refusal("linear", [f32()], { out: 8 }).code).toBe("wrong-rank");
});
