import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("extents multiply", () => {
  expect(summary("tile", [f32(1, 2, "S")], { repeats: [1, 16, 2] }).outputs).toEqual(["f32[1, 32, 2*S]"]);
  expect(refusal("tile", [f32(1, 2)], { repeats: [2] })).toMatchObject({ code: "wrong-length", parameter: "repeats" });
});
