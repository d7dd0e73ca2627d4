import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("one matrix for every output", () => {
  // 3 rows × 16 outputs × 64 × 32 products; each output then sums 64 products: 2·64 operations; and a bias.
  expect(summary("bilinear", [f32(3, 64), f32(3, 32)], { out: 16 })).toEqual({
    outputs: ["f32[3, 16]"],
    macs: 3 * 16 * 64 * 32,
    arithmetic: 3 * 16 * 64 * 2 + 3 * 16,
    weights: { weight: [16, 64, 32], bias: [16] },
  });
});

test("leading extents must agree", () => {
  expect(refusal("bilinear", [f32(3, 64), f32(4, 32)], { out: 16 }).code).toBe("shapes-do-not-fit");
  expect(summary("bilinear", [f32("?", 64), f32(4, 32)], { out: 16 }).outputs).toEqual(["f32[4, 16]"]);
});
