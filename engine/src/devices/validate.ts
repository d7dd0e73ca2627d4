/** How wrong a table may be: what it says of cases that its numbers were not fitted to. */

/** Errors of held-out cases. Ratios are measured over estimated: above 1 it took longer than was said. */
export interface HeldOutError {
  /** Cases. */
  readonly n: number;
  /** What was held out together: "resolutions", "widths", "nets"; and how many folds that made. */
  readonly heldOut: string;
  readonly folds: number;
  /** Mean absolute error in per cent of what was measured. */
  readonly mape: number;
  /** Nine of ten cases are nearer than this, in per cent. */
  readonly p90: number;
  /** Share of cases nearer than 10 %. */
  readonly within10: number;
  /** Spearman's rank correlation of estimates and measurements; 1 for fewer than three cases. */
  readonly rank: number;
  /** The ratios between which 90 % of such cases are expected to lie. */
  readonly band: readonly [low: number, high: number];
  /** Share of held-out cases that lie in a band made from the other folds. */
  readonly covered: number;
}

/**
 * Predicts every case by a model that has seen no case of its fold. `folds` names each case's fold; `predict` is given the indices to
 * learn from and those to predict, and answers with one estimate for each of the latter.
 */
export function heldOutPredictions(
  folds: readonly string[],
  predict: (learned: readonly number[], asked: readonly number[]) => readonly number[],
): readonly number[] {
  const result: number[] = folds.map(() => Number.NaN);
  for (const fold of new Set(folds)) {
    const indices = folds.map((_, index) => index);
    const asked = indices.filter((index) => folds[index] === fold);
    const answers = predict(
      indices.filter((index) => folds[index] !== fold),
      asked,
    );
    for (const [at, index] of asked.entries()) result[index] = answers[at] ?? Number.NaN;
  }
  return result;
}

/** Sums up held-out estimates; all three lists are by case. */
export function heldOutError(
  estimated: readonly number[],
  measured: readonly number[],
  folds: readonly string[],
  heldOut: string,
): HeldOutError {
  const ratios = measured.map((value, index) => value / (estimated[index] ?? Number.NaN));
  const errors = measured.map((value, index) => Math.abs((estimated[index] ?? Number.NaN) / value - 1));
  const within = (share: number) => errors.filter((error) => error <= share).length / Math.max(1, errors.length);
  const names = [...new Set(folds)];
  const others = new Map(names.map((fold) => [fold, bandOf(ratios.filter((_, index) => folds[index] !== fold))]));
  const coveredBy = (widening: number) => {
    const isIn = (ratio: number, index: number) => {
      const [low, high] = widened(others.get(folds[index] ?? "") ?? [0, Number.POSITIVE_INFINITY], widening);
      return ratio >= low && ratio <= high;
    };
    return ratios.filter(isIn).length / Math.max(1, ratios.length);
  };
  // Of few cases the spread itself says how far further ones may lie.
  const widening = names.length < 2 || ratios.length < enough ? 1 : smallest(coveredBy);
  return {
    n: measured.length,
    heldOut,
    folds: names.length,
    mape: 100 * (errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length)),
    p90: 100 * quantile(errors, 0.9),
    within10: within(0.1),
    rank: rankCorrelation(estimated, measured),
    band: widened(bandOf(ratios), widening),
    covered: coveredBy(widening),
  };
}

/**
 * Folds differ from each other: a band made from some covers less than 90 % of another. So bands are widened by the least factor, in steps
 * of 2 %, with which 90 % of the cases lie in the band that the other folds make.
 */
function smallest(coveredBy: (widening: number) => number): number {
  for (let widening = 1; widening < 5; widening *= 1.02) if (coveredBy(widening) >= 0.9) return widening;
  return 5;
}

/** A band with its distance from 1 multiplied, on the scale of ratios. */
function widened([low, high]: readonly [number, number], factor: number): readonly [low: number, high: number] {
  return [low ** factor, high ** factor];
}

/**
 * The errors of cases in no fit, against a band that is known: of a table that was fitted to other cases.
 */
export function testError(
  estimated: readonly number[],
  measured: readonly number[],
  band: readonly [low: number, high: number],
): HeldOutError {
  const error = heldOutError(
    estimated,
    measured,
    measured.map(() => "all"),
    "in no fit",
  );
  const isIn = (value: number, index: number) => {
    const ratio = value / (estimated[index] ?? Number.NaN);
    return ratio >= band[0] && ratio <= band[1];
  };
  return { ...error, band, covered: measured.filter(isIn).length / Math.max(1, measured.length) };
}

/**
 * The ratios between which 90 % of further cases are expected: of n cases in order the outer ranks 0.05·(n + 1) and 0.95·(n + 1)
 * (prediction intervals by order statistics; Vovk et al., "Algorithmic Learning in a Random World", 2005). Fewer than 19 cases do not
 * reach so far out: then the extremes are widened by as much as a normal distribution of their spread would.
 */
export function bandOf(ratios: readonly number[]): readonly [low: number, high: number] {
  const n = ratios.length;
  if (n >= enough) return [rankedAt(ratios, 0.05 * (n + 1)), rankedAt(ratios, 0.95 * (n + 1))];
  const logs = ratios.map(Math.log);
  const mean = logs.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
  const reach = studentT90(n - 1) * Math.sqrt(variance * (1 + 1 / Math.max(1, n)));
  return [Math.exp(mean - reach), Math.exp(mean + reach)];
}

/** As many cases reach to 5 % and 95 % by their own order. */
const enough = 19;

/** The value at a rank that need not be whole, counted from 1. */
function rankedAt(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length, Math.max(1, rank)) - 1;
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return below + (above - below) * (at - Math.floor(at));
}

/** The two-sided 90 % point of Student's t distribution, by degrees of freedom (NIST/SEMATECH e-Handbook, section 1.3.6.7.2). */
function studentT90(freedom: number): number {
  const points = [
    6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753,
  ];
  return points[Math.max(1, freedom) - 1] ?? 1.74;
}

/** The value below which a share of all lies, linear between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  return rankedAt(values, 1 + share * (values.length - 1));
}

/** Spearman's rank correlation; equal values share their mean rank. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  if (a.length < 3) return 1;
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (const [index, value] of x.entries()) {
    const [dx, dy] = [value - mean, (y[index] ?? mean) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 1 : xy / Math.sqrt(xx * yy);
}

function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const result: number[] = values.map(() => 0);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[start] ?? 0]) end++;
    for (let at = start; at <= end; at++) result[order[at] ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return result;
}
