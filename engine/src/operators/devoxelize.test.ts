import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("cells at points: eight products and seven additions each", () => {
  expect(summary("devoxelize", [f32(1, 64, 16, 16, 16), f32(1, 3, 2048)])).toEqual({
    outputs: ["f32[1, 64, 2048]"],
    macs: 0,
    arithmetic: 15 * 64 * 2048,
    weights: {},
  });
  expect(refusal("devoxelize", [f32(1, 64, 16, 16), f32(1, 3, 2048)]).code).toBe("wrong-rank");
  expect(refusal("devoxelize", [f32(1, 64, 4, 4, 4), f32(1, 2, 2048)]).code).toBe("shapes-do-not-fit");
});
