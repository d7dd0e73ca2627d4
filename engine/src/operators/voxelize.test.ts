import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("points into cells", () => {
  expect(summary("voxelize", [f32(1, 64, 2048), f32(1, 3, 2048)], { resolution: 16 })).toEqual({
    outputs: ["f32[1, 64, 16, 16, 16]"],
    macs: 0,
    arithmetic: 64 * 2048 + 64 * 16 ** 3,
    weights: {},
  });
  expect(refusal("voxelize", [f32(1, 64, 2048), f32(1, 2048, 3)], { resolution: 16 }).code).toBe("shapes-do-not-fit");
});
