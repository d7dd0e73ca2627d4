import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("a bias for every distance, spread over all pairs of places", () => {
  // Distances from −6 to 6 in each direction: 13 · 13 rows.
  expect(summary("relative_position_bias", [], { window: 7, heads: 3 })).toEqual({
    outputs: ["f32[3, 49, 49]"],
    macs: 0,
    arithmetic: 0,
    weights: { relative_position_bias_table: [169, 3] },
  });
  expect(summary("relative_position_bias", [], { window: [2, 4], heads: 3 })).toMatchObject({
    outputs: ["f32[3, 8, 8]"],
    weights: { relative_position_bias_table: [21, 3] },
  });
});

test("it is what attention takes as a mask", () => {
  const mask = f32(3, 49, 49);
  expect(summary("attention", [f32(64, 49, 96)], { heads: 3, mask }).outputs).toEqual(["f32[64, 49, 96]"]);
});

test("a window has one or two extents", () => {
  expect(refusal("relative_position_bias", [], { window: [2, 2, 2], heads: 3 })).toMatchObject({ parameter: "window" });
});
