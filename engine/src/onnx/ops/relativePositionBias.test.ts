import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";
import { distances } from "./relativePositionBias.ts";

it("looks distances up in the table", () => {
  const text = "input x: f32[1, 3, 4, 4]\nb = relative_position_bias(window=2, heads=3)\ny = x + b\noutput y";
  expect(written(text)).toEqual(["Gather", "Transpose", "Add"]);
});

it("counts distances as Swin does: rows of the window first", () => {
  // Of a window of one row and three places: from −2 to 2, moved to 0 to 4.
  expect(distances(1, 3)).toEqual([2, 1, 0, 3, 2, 1, 4, 3, 2]);
  // Of 2 × 2 places: 3 · (Δy + 1) + Δx + 1.
  expect(distances(2, 2)).toEqual([4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4]);
});
