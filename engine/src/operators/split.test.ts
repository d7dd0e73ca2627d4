import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("equal parts or stated sizes", () => {
  expect(summary("split", [f32(1, 64, 8)], { parts: 2 }).outputs).toEqual(["f32[1, 32, 8]", "f32[1, 32, 8]"]);
  expect(summary("split", [f32(1, "C", 8)], { sizes: [4, 4], axis: 2 }).outputs).toEqual([
    "f32[1, C, 4]",
    "f32[1, C, 4]",
  ]);
  expect(summary("split", [f32(1, "?")], { parts: 2 }).outputs).toEqual(["f32[1, ?]", "f32[1, ?]"]);
});

test("exactly one of both, and it must fit", () => {
  expect(refusal("split", [f32(1, 64)]).code).toBe("one-of");
  expect(refusal("split", [f32(1, 64)], { parts: 2, sizes: [32, 32] }).code).toBe("one-of");
  expect(refusal("split", [f32(1, 64)], { parts: 3 })).toMatchObject({
    code: "parts-do-not-divide",
    parameter: "parts",
  });
  expect(refusal("split", [f32(1, 64)], { sizes: [32, 16] })).toMatchObject({
    code: "sizes-do-not-add-up",
    parameter: "sizes",
  });
});
