/**
 * Non-negative least squares: the x ≥ 0 that minimises |A·x − b|² (Lawson and Hanson, "Solving Least Squares Problems", 1974, algorithm
 * NNLS of chapter 23), on the normal equations with columns scaled to length 1. `rows` are those of A, `values` is b. Columns that are zero
 * everywhere, or that others already say, get 0. Deterministic; for tens of columns.
 */
export function nonNegativeLeastSquares(rows: readonly Float64Array[], values: readonly number[]): Float64Array {
  const width = rows[0]?.length ?? 0;
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width);
  for (const [index, row] of rows.entries()) {
    const value = values[index] ?? 0;
    for (let i = 0; i < width; i++) {
      const a = at(row, i);
      if (a === 0) continue;
      moment[i] = at(moment, i) + a * value;
      for (let j = 0; j < width; j++) gram[i * width + j] = at(gram, i * width + j) + a * at(row, j);
    }
  }
  const scale = Float64Array.from({ length: width }, (_, i) => 1 / Math.sqrt(at(gram, i * width + i) || 1));
  for (let i = 0; i < width; i++) {
    moment[i] = at(moment, i) * at(scale, i);
    for (let j = 0; j < width; j++) gram[i * width + j] = at(gram, i * width + j) * at(scale, i) * at(scale, j);
  }
  return solve(gram, moment).map((value, i) => value * at(scale, i));
}

/** The same on normal equations: columns enter one by one, the one that promises most first, and leave when they turn negative. */
function solve(gram: Float64Array, moment: Float64Array): Float64Array {
  const width = moment.length;
  const x = new Float64Array(width);
  const excluded = new Set<number>();
  let used: number[] = [];
  for (let step = 0; step < 10 * width + 10; step++) {
    let best = -1;
    let most = tolerance;
    for (let i = 0; i < width; i++) {
      if (used.includes(i) || excluded.has(i)) continue;
      let gain = at(moment, i);
      for (const j of used) gain -= at(gram, i * width + j) * at(x, j);
      if (gain > most) [best, most] = [i, gain];
    }
    if (best < 0) return x;
    used.push(best);
    for (;;) {
      const trial = solvePositive(gram, moment, used);
      if (trial === undefined) {
        // The column says what others say already.
        used.pop();
        excluded.add(best);
        break;
      }
      // As far towards the trial as no number turns negative.
      let reach = 1;
      for (const [k, i] of used.entries()) {
        const next = at(trial, k);
        if (next <= 0) reach = Math.min(reach, at(x, i) / (at(x, i) - next || 1));
      }
      for (const [k, i] of used.entries()) x[i] = at(x, i) + reach * (at(trial, k) - at(x, i));
      if (reach >= 1) break;
      const kept = used.filter((i) => at(x, i) > tolerance);
      for (const i of used) if (!kept.includes(i)) x[i] = 0;
      // The one that came in last may be the one that leaves: it is not tried again before something else has changed.
      if (!kept.includes(best)) excluded.add(best);
      else excluded.clear();
      used = kept;
      if (used.length === 0) break;
    }
  }
  return x;
}

/** Below this a gain is rounding: columns have length 1. */
const tolerance = 1e-12;

/** Solves the equations of the used columns alone, by Cholesky's factors; undefined where they depend on each other. */
function solvePositive(gram: Float64Array, moment: Float64Array, used: readonly number[]): Float64Array | undefined {
  const width = moment.length;
  const size = used.length;
  const factor = new Float64Array(size * size);
  for (const [row, i] of used.entries()) {
    for (const [column, j] of used.entries()) {
      if (column > row) break;
      let sum = at(gram, i * width + j);
      for (let k = 0; k < column; k++) sum -= at(factor, row * size + k) * at(factor, column * size + k);
      if (row !== column) factor[row * size + column] = sum / at(factor, column * size + column);
      else if (sum <= 1e-10) return undefined;
      else factor[row * size + row] = Math.sqrt(sum);
    }
  }
  const x = new Float64Array(size);
  for (const [row, i] of used.entries()) {
    let sum = at(moment, i);
    for (let k = 0; k < row; k++) sum -= at(factor, row * size + k) * at(x, k);
    x[row] = sum / at(factor, row * size + row);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = at(x, row);
    for (let k = row + 1; k < size; k++) sum -= at(factor, k * size + row) * at(x, k);
    x[row] = sum / at(factor, row * size + row);
  }
  return x;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
