import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("the shape stays", () => {
  expect(summary("roll", [f32(1, 56, 56, 96)], { shift: [-3, -3], axis: [1, 2] })).toMatchObject({
    outputs: ["f32[1, 56, 56, 96]"],
    arithmetic: 0,
  });
  expect(refusal("roll", [f32(1, 8)], { shift: [1], axis: [0, 1] })).toMatchObject({
    code: "wrong-length",
    parameter: "shift",
  });
});
