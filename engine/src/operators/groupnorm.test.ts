import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("a scale and a shift per channel, whatever the groups", () => {
  expect(summary("groupnorm", [f32(1, 64, 28, 28)], { groups: 8 })).toEqual({
    outputs: ["f32[1, 64, 28, 28]"],
    macs: 0,
    arithmetic: 7 * 64 * 28 * 28,
    weights: { weight: [64], bias: [64] },
  });
});

test("groups must divide the channels", () => {
  expect(refusal("groupnorm", [f32(1, 6, 8, 8)], { groups: 4 })).toMatchObject({
    code: "groups-do-not-divide",
    parameter: "groups",
  });
  expect(summary("groupnorm", [f32(1, "?", 8, 8)], { groups: 4 }).outputs).toEqual(["f32[1, ?, 8, 8]"]);
});
