/**
 * Fits of times: which non-negative amounts per unit of work explain what was measured. A net's time is the sum of its kernels' times,
 * so that whole nets and single kernels are rows of the same system.
 */

import { amountsOf, type Coefficients, knownKind } from "./coefficients.ts";
import type { Kernel } from "./kernel.ts";

/** Kernels that were measured together: a whole net, a block, or one kernel alone. */
export interface Measured {
  readonly kernels: readonly Kernel[];
  readonly milliseconds: number;
}

export interface FitOptions {
  /** Kinds that get numbers of their own; a kernel belongs to the one that names most of its words, else to its first word. */
  readonly kinds: readonly string[];
  /** Bytes that stay near the core; what a kernel moves beyond them may cost more. Undefined: all bytes cost alike. */
  readonly cacheBytes?: number;
  /** Whether a run has a cost of its own, whatever the net. */
  readonly hasRunCost?: boolean;
}

/** What a fit found. */
export interface Fit {
  readonly coefficients: Readonly<Record<string, Coefficients>>;
  /** Milliseconds that every run takes beside its kernels. */
  readonly runMilliseconds: number;
}

/**
 * The non-negative numbers whose sums are nearest to what was measured, by the squares of relative errors: a block of 0.1 ms weighs as much
 * as a net of a second. A kind that no measurement has is not in the result.
 */
export function fitTimes(measured: readonly Measured[], options: FitOptions): Fit {
  const columns = new Map<string, number>();
  const column = (name: string) => {
    const known = columns.get(name);
    if (known !== undefined) return known;
    columns.set(name, columns.size);
    return columns.size - 1;
  };
  const sparse = measured.map(({ kernels }) => {
    const amounts = new Map<number, number>();
    const add = (name: string, amount: number) => {
      if (amount === 0) return;
      const at = column(name);
      amounts.set(at, (amounts.get(at) ?? 0) + amount);
    };
    if (options.hasRunCost === true) add("run", 1);
    for (const kernel of kernels) {
      const kind = knownKind(kernel.kind, options.kinds) ?? firstWord(kernel.kind);
      for (const [amount, value] of Object.entries(amountsOf(kernel, options.cacheBytes)))
        add(`${kind}|${amount}`, value);
    }
    return amounts;
  });
  const rows = sparse.map((amounts, index) => {
    const row = new Float64Array(columns.size);
    for (const [at, amount] of amounts) row[at] = amount / (measured[index]?.milliseconds ?? 1);
    return row;
  });
  const found = nonNegativeLeastSquares(
    rows,
    rows.map(() => 1),
  );
  const coefficients: Record<string, Coefficients> = {};
  for (const name of columns.keys()) {
    const [kind = "", amount] = name.split("|");
    if (amount === undefined || coefficients[kind] !== undefined) continue;
    const of = (key: string) => found[columns.get(`${kind}|${key}`) ?? -1] ?? 0;
    coefficients[kind] = {
      msPerGmac: of("gmacs"),
      msPerMb: of("megabytes"),
      ...(options.cacheBytes !== undefined && { msPerMbBeyondCache: of("beyondCache") }),
      msPerKernel: of("kernels"),
    };
  }
  return { coefficients, runMilliseconds: found[columns.get("run") ?? -1] ?? 0 };
}

function firstWord(kind: string): string {
  return kind.split(" ")[0] ?? kind;
}

/**
 * Non-negative least squares: the x ≥ 0 that minimises |A·x − b|² (Lawson and Hanson, "Solving Least Squares Problems", 1974, chapter
 * 23), by coordinate descent on the normal equations, which for tens of columns is exact enough and has no cases. Rows of A are
 * `rows`; columns that are zero everywhere get 0. The result is deterministic.
 */
export function nonNegativeLeastSquares(rows: readonly Float64Array[], values: readonly number[]): Float64Array {
  const width = rows[0]?.length ?? 0;
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width);
  for (const [index, row] of rows.entries()) {
    const value = values[index] ?? 0;
    for (let i = 0; i < width; i++) {
      const a = row[i] ?? 0;
      if (a === 0) continue;
      moment[i] = (moment[i] ?? 0) + a * value;
      for (let j = 0; j < width; j++) gram[i * width + j] = (gram[i * width + j] ?? 0) + a * (row[j] ?? 0);
    }
  }
  // Columns of one length make the descent converge alike for gigabytes and for counts.
  const scale = Float64Array.from({ length: width }, (_, i) => 1 / Math.sqrt(gram[i * width + i] || 1));
  for (let i = 0; i < width; i++) {
    moment[i] = (moment[i] ?? 0) * (scale[i] ?? 0);
    for (let j = 0; j < width; j++)
      gram[i * width + j] = (gram[i * width + j] ?? 0) * (scale[i] ?? 0) * (scale[j] ?? 0);
  }
  const x = new Float64Array(width);
  for (let sweep = 0; sweep < maximumSweeps; sweep++) {
    let largest = 0;
    for (let i = 0; i < width; i++) {
      const own = gram[i * width + i] ?? 0;
      if (own === 0) continue;
      let residual = moment[i] ?? 0;
      for (let j = 0; j < width; j++) residual -= (gram[i * width + j] ?? 0) * (x[j] ?? 0);
      const next = Math.max(0, (x[i] ?? 0) + residual / own);
      largest = Math.max(largest, Math.abs(next - (x[i] ?? 0)));
      x[i] = next;
    }
    if (largest < 1e-12) break;
  }
  return x.map((value, i) => value * (scale[i] ?? 0));
}

const maximumSweeps = 20_000;
