import { expect, test } from "vitest";
import { summary, typed } from "./testing.ts";

test("another element type, the same shape", () => {
  expect(summary("cast", [typed("u8", 1, 3)], { dtype: { type: "f32" } }).outputs).toEqual(["f32[1, 3]"]);
});
