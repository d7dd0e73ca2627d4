import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("one operation per bound", () => {
  expect(summary("clip", [f32(10)], { min: 0, max: 6 }).arithmetic).toBe(20);
  expect(summary("clip", [f32(10)], { min: 0 }).arithmetic).toBe(10);
  expect(summary("clip", [f32(10)]).arithmetic).toBe(0);
});

test("an empty range", () => {
  expect(refusal("clip", [f32(10)], { min: 1, max: 0 })).toMatchObject({ code: "empty-range", parameter: "max" });
});
