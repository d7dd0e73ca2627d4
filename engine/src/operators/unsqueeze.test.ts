import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("axes are counted in the result", () => {
  expect(summary("unsqueeze", [f32(1, 512)], { axis: [2, 3] }).outputs).toEqual(["f32[1, 512, 1, 1]"]);
  expect(summary("unsqueeze", [f32("N", 512)], { axis: [0, -1] }).outputs).toEqual(["f32[1, N, 512, 1]"]);
  expect(refusal("unsqueeze", [f32(1, 512)], { axis: 3 }).code).toBe("no-such-axis");
});
