import { describe, expect, it } from "vitest";
import { interpolate } from "./interpolate.ts";
import type { Kernel } from "./kernel.ts";
import type { Grid } from "./profile.ts";

const kernel = (extents: Readonly<Record<string, number>>, kind = "conv 3x3"): Kernel => ({
  kind,
  extents,
  ops: [0],
  fused: [],
  macs: 0,
  bytes: 0,
  weightBytes: 0,
  elements: 0,
  inputElements: 0,
  weightElements: 0,
  precision: "fp32",
});

/** Times are in + 10 · out, so that what lies between is known. */
const grid: Grid = {
  kind: "conv 3x3",
  axes: [
    { extent: "in", values: [1, 2, 4] },
    { extent: "out", values: [10, 20] },
  ],
  fixed: { stride: 1 },
  milliseconds: [101, 201, 102, 202, 104, 204],
};

describe("grids", () => {
  it("give what was measured at their crossings, and straight lines between", () => {
    expect(interpolate(grid, kernel({ in: 2, out: 20, stride: 1 }))).toBe(202);
    expect(interpolate(grid, kernel({ in: 3, out: 15, stride: 1 }))).toBeCloseTo(153, 9);
    expect(interpolate(grid, kernel({ in: 1, out: 12.5, stride: 1 }))).toBeCloseTo(126, 9);
  });

  it("say nothing outside, of other kinds, and where a fixed extent differs or one is missing", () => {
    expect(interpolate(grid, kernel({ in: 5, out: 10, stride: 1 }))).toBeUndefined();
    expect(interpolate(grid, kernel({ in: 0.5, out: 10, stride: 1 }))).toBeUndefined();
    expect(interpolate(grid, kernel({ in: 2, out: 10, stride: 2 }))).toBeUndefined();
    expect(interpolate(grid, kernel({ in: 2, stride: 1 }))).toBeUndefined();
    expect(interpolate(grid, kernel({ in: 2, out: 10, stride: 1 }, "conv 3x31"))).toBeUndefined();
    expect(interpolate(grid, kernel({ in: 2, out: 10, stride: 1 }, "conv 3x3 stride 2"))).toBe(102);
  });
});
