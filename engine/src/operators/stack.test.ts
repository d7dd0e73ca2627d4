import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("a new axis with one entry per tensor", () => {
  expect(summary("stack", [f32(1, 32), f32(1, 32)]).outputs).toEqual(["f32[2, 1, 32]"]);
  expect(summary("stack", [f32(1, 32), f32(1, 32)], { axis: -1 }).outputs).toEqual(["f32[1, 32, 2]"]);
  expect(refusal("stack", [f32(1, 32), f32(1, 31)]).code).toBe("shapes-do-not-fit");
  expect(refusal("stack", [f32(1, 32)], { axis: 3 }).code).toBe("no-such-axis");
});
