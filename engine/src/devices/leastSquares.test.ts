import { describe, expect, it } from "vitest";
import { nonNegativeLeastSquares } from "./leastSquares.ts";

const rows = (...values: readonly (readonly number[])[]) => values.map((row) => Float64Array.from(row));

describe("non-negative least squares", () => {
  it("solves what has a solution", () => {
    // 2x + y = 8 and x + 3y = 9: x = 3, y = 2.
    const found = nonNegativeLeastSquares(rows([2, 1], [1, 3]), [8, 9]);
    expect(found[0]).toBeCloseTo(3, 9);
    expect(found[1]).toBeCloseTo(2, 9);
  });

  it("never answers with less than zero, and fits the rest as well as it can", () => {
    // The plain solution of x + y = 1, x = 2 is y = −1. With y = 0, x minimises (x − 1)² + (x − 2)²: 1.5.
    const found = nonNegativeLeastSquares(rows([1, 1], [1, 0]), [1, 2]);
    expect([...found]).toEqual([expect.closeTo(1.5, 9), 0]);
  });

  it("lets a number leave again that came in first", () => {
    // The first column promises most, but with both others it is not needed: y = z = 1 fits exactly.
    const found = nonNegativeLeastSquares(rows([1.1, 1, 0], [0.9, 0, 1], [1, 0.5, 0.5]), [1, 1, 1]);
    const residual = [1.1, 0.9, 1].map(
      (a, i) => a * (found[0] ?? 0) + [found[1] ?? 0, found[2] ?? 0, ((found[1] ?? 0) + (found[2] ?? 0)) / 2][i]! - 1,
    );
    expect(Math.hypot(...residual)).toBeLessThan(1e-9);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
  });

  it("is not disturbed by scales that lie far apart, by columns of zeros, or by columns that say the same", () => {
    const found = nonNegativeLeastSquares(
      rows([1e-6, 0, 1e6, 2e6], [2e-6, 0, 1e6, 2e6], [3e-6, 0, 1e6, 2e6]),
      [3, 5, 7],
    );
    expect((found[0] ?? 0) / 1e6).toBeCloseTo(2, 6);
    expect(found[1]).toBe(0);
    expect(((found[2] ?? 0) + 2 * (found[3] ?? 0)) * 1e6).toBeCloseTo(1, 6);
  });

  it("answers nothing for nothing", () => {
    expect([...nonNegativeLeastSquares([], [])]).toEqual([]);
  });
});
