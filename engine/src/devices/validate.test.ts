import { describe, expect, it } from "vitest";
import { bandOf, heldOutError, heldOutPredictions, quantile, rankCorrelation, testError } from "./validate.ts";

describe("held-out errors", () => {
  it("ask for each fold by what lies outside of it", () => {
    const asked: string[] = [];
    const folds = ["a", "b", "a", "c"];
    const found = heldOutPredictions(folds, (learned, indices) => {
      asked.push(`${indices.join()} by ${learned.join()}`);
      return indices.map((index) => index * 10);
    });
    expect(asked).toEqual(["0,2 by 1,3", "1 by 0,2,3", "3 by 0,1,2"]);
    expect(found).toEqual([0, 10, 20, 30]);
  });

  it("are shares of what was measured", () => {
    // Errors 8 %, 20 %, 0 % and 50 %: mean 19.5 %; nine of ten below 20 + 0.7 · 30 = 41 %.
    const error = heldOutError([108, 80, 100, 150], [100, 100, 100, 100], ["a", "b", "c", "d"], "nets");
    expect(error.mape).toBeCloseTo(19.5, 9);
    expect(error.p90).toBeCloseTo(41, 9);
    expect(error.within10).toBe(0.5);
    expect(error).toMatchObject({ n: 4, folds: 4, heldOut: "nets" });
  });

  it("have bands that hold nine of ten cases", () => {
    // 99 ratios 0.01 … 0.99: ranks 0.05 · 100 and 0.95 · 100.
    const ratios = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);
    expect(bandOf(ratios)).toEqual([expect.closeTo(0.05, 12), expect.closeTo(0.95, 12)]);
    // Of three, whose logarithms are −0.1, 0 and 0.1: mean 0, deviation 0.1, Student's t of two degrees of freedom 2.92.
    const [low, high] = bandOf([Math.exp(-0.1), 1, Math.exp(0.1)]);
    const reach = 2.92 * 0.1 * Math.sqrt(4 / 3);
    expect(low).toBeCloseTo(Math.exp(-reach), 9);
    expect(high).toBeCloseTo(Math.exp(reach), 9);
  });

  it("widen bands where folds differ, until other folds' bands hold nine of ten", () => {
    const folds = Array.from({ length: 40 }, (_, at) => String(at % 4));
    // Three folds lie within 2 %, the fourth 10 % off: a band of the three alone holds none of it.
    const estimated = folds.map((fold, at) => (fold === "3" ? 1.1 : 1 + ((at % 5) - 2) / 100));
    const error = heldOutError(
      estimated,
      folds.map(() => 1),
      folds,
      "folds",
    );
    expect(error.covered).toBeGreaterThanOrEqual(0.9);
    expect(error.band[0]).toBeLessThan(1 / 1.1);
  });

  it("of cases in no fit are held against the band of the fit", () => {
    const error = testError([100, 100, 100, 100], [95, 105, 130, 99], [0.9, 1.1]);
    expect(error.covered).toBe(0.75);
    expect(error.band).toEqual([0.9, 1.1]);
  });
});

describe("small statistics", () => {
  it("rank correlations compare orders, and share the ranks of equals", () => {
    expect(rankCorrelation([1, 2, 3, 4], [10, 100, 1000, 10_000])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
    // Ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5, variances 1.5 and 2.
    expect(rankCorrelation([5, 5, 9], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(1.5 * 2), 12);
  });

  it("quantiles lie between neighbours", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([7], 0.9)).toBe(7);
  });
});
