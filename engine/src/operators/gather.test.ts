import { expect, test } from "vitest";
import { f32, i64, summary } from "./testing.ts";

test("the indices' axes take the place of the axis", () => {
  expect(summary("gather", [f32(1, 197, 768), i64(4)], { axis: 1 }).outputs).toEqual(["f32[1, 4, 768]"]);
  expect(summary("gather", [f32(1, 197, 768), i64()], { axis: 1 }).outputs).toEqual(["f32[1, 768]"]);
  expect(summary("gather", [f32(10, 3), i64(2, "S")]).outputs).toEqual(["f32[2, S, 3]"]);
});
