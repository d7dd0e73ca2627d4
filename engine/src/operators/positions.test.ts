import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("one addition per element; the table may be longer than the sequence", () => {
  expect(summary("positions", [f32(1, 197, 768)], { length: 512 })).toEqual({
    outputs: ["f32[1, 197, 768]"],
    macs: 0,
    arithmetic: 197 * 768,
    weights: { weight: [512, 768] },
  });
  expect(summary("positions", [f32(1, "S", 768)], { length: 512, features: 768 }).outputs).toEqual(["f32[1, S, 768]"]);
});

test("a longer sequence, or other features", () => {
  expect(refusal("positions", [f32(1, 198, 768)], { length: 197 })).toMatchObject({
    code: "sequence-too-long",
    parameter: "length",
  });
  expect(refusal("positions", [f32(1, 8, 768)], { length: 8, features: 512 })).toMatchObject({ parameter: "features" });
});
