import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("one slope, or one per channel", () => {
  expect(summary("prelu", [f32(1, 8, 4, 4)])).toEqual({
    outputs: ["f32[1, 8, 4, 4]"],
    macs: 0,
    arithmetic: 2 * 8 * 16,
    weights: { weight: [1] },
  });
  expect(summary("prelu", [f32(1, 8, 4, 4)], { per_channel: true }).weights).toEqual({ weight: [8] });
  expect(summary("prelu", [f32(8)]).outputs).toEqual(["f32[8]"]);
  expect(refusal("prelu", [f32(8)], { per_channel: true }).code).toBe("wrong-rank");
});
