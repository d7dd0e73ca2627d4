import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("costs nothing when the net runs", () => {
  expect(summary("dropout", [f32(1, 1280)], { p: 0.2 })).toEqual({
    outputs: ["f32[1, 1280]"],
    macs: 0,
    arithmetic: 0,
    weights: {},
  });
  expect(refusal("dropout", [f32(1)], { p: 1.5 })).toMatchObject({ code: "out-of-range", parameter: "p" });
});
