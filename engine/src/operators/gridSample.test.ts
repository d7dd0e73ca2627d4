import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("one output per place and channel", () => {
  expect(summary("grid_sample", [f32(1, 16, 28, 28), f32(1, 5, 6, 2)])).toEqual({
    outputs: ["f32[1, 16, 5, 6]"],
    macs: 0,
    arithmetic: 16 * 30 * 7,
    weights: {},
  });
  // Eight cells around a place in space: 8 products and 7 additions.
  expect(summary("grid_sample", [f32(1, 1, 4, 4, 4), f32(1, 2, 2, 2, 3)]).arithmetic).toBe(8 * 15);
});

test("the grid must fit", () => {
  expect(refusal("grid_sample", [f32(1, 16, 28, 28), f32(1, 5, 6, 3)]).code).toBe("shapes-do-not-fit");
  expect(refusal("grid_sample", [f32(1, 16, 28, 28), f32(2, 5, 6, 2)]).code).toBe("shapes-do-not-fit");
  expect(refusal("grid_sample", [f32(1, 1, 4, 4, 4), f32(1, 2, 2, 2, 3)], { mode: "cubic" })).toMatchObject({
    parameter: "mode",
  });
});
