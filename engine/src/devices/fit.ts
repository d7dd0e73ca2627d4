/**
 * Fits of times: which non-negative amounts per unit of work explain what was measured. A net's time is the sum of its kernels' times,
 * so that whole nets and single kernels are rows of the same system.
 */
import {
  type CoefficientName,
  type Coefficients,
  coefficientNames,
  kernelTime,
  knownKind,
  workOf,
} from "./coefficients.ts";
import type { Kernel } from "./kernel.ts";
import { nonNegativeLeastSquares } from "./leastSquares.ts";

/** Kernels that were measured together: a whole net, a block, or one kernel alone. */
export interface Measured {
  readonly kernels: readonly Kernel[];
  readonly milliseconds: number;
  /** How much its relative error counts beside others; 1 if it is left out. */
  readonly weight?: number;
}

export interface FitOptions {
  /** Kinds that get numbers of their own; a kernel belongs to the one that names most of its words, else to its first word. */
  readonly kinds: readonly string[];
  /**
   * Which numbers are looked for: one for each kind, or one that all kinds share, which few measurements can tell better. What is not named
   * is 0.
   */
  readonly amounts: Readonly<Partial<Record<CoefficientName, "own" | "shared">>>;
  /** Kinds, by their leading words, that have the numbers of another: too few of their kernels were measured to tell them apart. */
  readonly like?: Readonly<Record<string, string>>;
  /** Bytes that stay near the core: what a kernel moves beyond them is `msPerMbBeyondCache`. */
  readonly cacheBytes?: number;
  /**
   * What the numbers are expected to be, such as those of a like device times a scalar: each number that differs from it counts as a relative
   * error `strength` times. Few measurements stay near it, many move away.
   */
  readonly prior?: { readonly coefficients: Readonly<Record<string, Coefficients>>; readonly strength: number };
  /** Kinds whose numbers are known from other measurements: their time is taken off before the others are fitted. */
  readonly given?: Readonly<Record<string, Coefficients>>;
}

/**
 * The non-negative numbers whose sums are nearest to what was measured, by the squares of relative errors: a block of 0.1 ms weighs as much
 * as a net of a second. A kind that no measurement has is not in the result; those that are given are.
 */
export function fitTimes(measured: readonly Measured[], options: FitOptions): Readonly<Record<string, Coefficients>> {
  const cacheBytes = options.cacheBytes ?? Number.POSITIVE_INFINITY;
  const wanted = amountsIn(options);
  const given = options.given ?? {};
  const like = options.like ?? {};
  const known = [...Object.keys(given), ...options.kinds, ...Object.keys(like)];
  const columns = new Map<string, number>();
  const kinds = new Set<string>();
  const rest: number[] = [];
  const sparse = measured.map(({ kernels, milliseconds, weight = 1 }) => {
    const amounts = new Map<number, number>();
    let explained = 0;
    for (const kernel of kernels) {
      const kind = like[kindIn(kernel.kind, known)] ?? kindIn(kernel.kind, known);
      const own = given[kind];
      if (own !== undefined) {
        explained += kernelTime(kernel, own, cacheBytes);
        continue;
      }
      kinds.add(kind);
      for (const [name, sharing] of wanted) {
        const amount = workOf(kernel, name, cacheBytes);
        if (amount === 0) continue;
        const key = columnName(kind, name, sharing);
        const at = columns.get(key) ?? columns.size;
        columns.set(key, at);
        amounts.set(at, (amounts.get(at) ?? 0) + amount);
      }
    }
    rest.push(((milliseconds - explained) / milliseconds) * Math.sqrt(weight));
    return amounts;
  });
  const rows = sparse.map((amounts, index) => {
    const row = new Float64Array(columns.size);
    const { milliseconds = 1, weight = 1 } = measured[index] ?? {};
    for (const [at, amount] of amounts) row[at] = (amount / milliseconds) * Math.sqrt(weight);
    return row;
  });
  const expected = priorRows(options, columns);
  const found = nonNegativeLeastSquares([...rows, ...expected.rows], [...rest, ...expected.values]);
  const coefficients: Record<string, Coefficients> = { ...given };
  for (const kind of [...kinds].sort()) {
    const numbers: { -readonly [Name in CoefficientName]?: number } = {};
    for (const [name, sharing] of wanted) {
      const at = columns.get(columnName(kind, name, sharing));
      const value = at === undefined ? 0 : (found[at] ?? 0);
      if (value > 0) numbers[name] = value;
    }
    coefficients[kind] = numbers;
  }
  for (const [kind, other] of Object.entries(like)) {
    const numbers = coefficients[other];
    if (numbers !== undefined) coefficients[kind] = numbers;
  }
  return coefficients;
}

/** One equation for each expected number: its ratio to what is expected is 1. */
function priorRows(
  { prior, amounts }: FitOptions,
  columns: ReadonlyMap<string, number>,
): { readonly rows: readonly Float64Array[]; readonly values: readonly number[] } {
  const rows: Float64Array[] = [];
  const values: number[] = [];
  const seen = new Set<number>();
  for (const [kind, numbers] of Object.entries(prior?.coefficients ?? {})) {
    for (const name of coefficientNames) {
      const value = numbers[name] ?? 0;
      const at = columns.get(columnName(kind, name, amounts[name] ?? "own"));
      if (prior === undefined || at === undefined || value === 0 || seen.has(at)) continue;
      seen.add(at);
      const row = new Float64Array(columns.size);
      row[at] = Math.sqrt(prior.strength) / value;
      rows.push(row);
      values.push(Math.sqrt(prior.strength));
    }
  }
  return { rows, values };
}

/** Numbers of a fit times a scalar: what a device is expected to need that is so much slower. */
export function scaled(
  coefficients: Readonly<Record<string, Coefficients>>,
  factor: number,
): Readonly<Record<string, Coefficients>> {
  const times = (numbers: Coefficients): Coefficients =>
    Object.fromEntries(
      coefficientNames.flatMap((name) => (numbers[name] === undefined ? [] : [[name, (numbers[name] ?? 0) * factor]])),
    );
  return Object.fromEntries(Object.entries(coefficients).map(([kind, numbers]) => [kind, times(numbers)]));
}

/** The time of kernels by fitted numbers; undefined where a kernel's kind has none. */
export function fittedTime(
  kernels: readonly Kernel[],
  coefficients: Readonly<Record<string, Coefficients>>,
  cacheBytes?: number,
): number | undefined {
  const known = Object.keys(coefficients);
  let sum = 0;
  for (const kernel of kernels) {
    const kind = knownKind(kernel.kind, known);
    const own = kind === undefined ? undefined : coefficients[kind];
    if (own === undefined) return undefined;
    sum += kernelTime(kernel, own, cacheBytes);
  }
  return sum;
}

/** The kind of a fit that a kernel belongs to. */
export function kindIn(kind: string, kinds: readonly string[]): string {
  return knownKind(kind, kinds) ?? kind.split(" ")[0] ?? kind;
}

type Sharing = "own" | "shared";

function amountsIn({ amounts }: FitOptions): readonly (readonly [CoefficientName, Sharing])[] {
  return coefficientNames.flatMap((name) => {
    const sharing = amounts[name];
    return sharing === undefined ? [] : [[name, sharing] as const];
  });
}

function columnName(kind: string, name: CoefficientName, sharing: Sharing): string {
  return sharing === "own" ? `${kind}|${name}` : name;
}
