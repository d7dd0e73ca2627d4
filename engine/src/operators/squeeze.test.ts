import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("drops axes of extent 1", () => {
  expect(summary("squeeze", [f32(1, 512, 1, 1)], { axis: [2, -1] }).outputs).toEqual(["f32[1, 512]"]);
  expect(summary("squeeze", [f32("?", 512)], { axis: 0 }).outputs).toEqual(["f32[512]"]);
});

test("and only those", () => {
  expect(refusal("squeeze", [f32(1, 512)], { axis: 1 })).toMatchObject({ code: "not-one", parameter: "axis" });
  expect(refusal("squeeze", [f32("N", 512)], { axis: 0 }).code).toBe("not-one");
  expect(refusal("squeeze", [f32(1, 512)], { axis: [0, 0] }).code).toBe("axis-twice");
});
