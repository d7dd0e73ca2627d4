import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test("size + 4 operations per element", () => {
  // Of five neighbours: 1 square, 4 additions, and multiply, add, power, divide.
  expect(summary("lrn", [f32(1, 96, 55, 55)], { size: 5 })).toEqual({
    outputs: ["f32[1, 96, 55, 55]"],
    macs: 0,
    arithmetic: 9 * 96 * 55 * 55,
    weights: {},
  });
});
