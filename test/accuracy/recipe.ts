/** The contract of recipes: how measured sets become tables of devices, and how wrong these are. One file per recipe in `tables/`. */

import type { Coefficients } from "../../engine/src/devices/coefficients.ts";
import { type FitOptions, fitTimes, fittedTime, kindIn, scaled } from "../../engine/src/devices/fit.ts";
import type { Range, Table, TableKey } from "../../engine/src/devices/profile.ts";
import { type HeldOutError, heldOutError, heldOutPredictions } from "../../engine/src/devices/validate.ts";
import { type LoweredCase, lowered } from "./lowered.ts";
import type { MeasuredSet } from "./measured.ts";

/** What a recipe makes: tables by device, and a row of the report for each thing that was held out. */
export interface Made {
  readonly tables: readonly { readonly device: string; readonly table: Table }[];
  readonly rows: readonly AccuracyRow[];
}

export type Recipe = (sets: readonly MeasuredSet[]) => Made;

/** One line of the report on accuracy. */
export interface AccuracyRow {
  readonly device: string;
  /** "inverted-residual blocks". */
  readonly set: string;
  readonly key: TableKey;
  readonly error: HeldOutError;
  /** Mean absolute error in per cent of a model that knows MACs alone, over the same folds. */
  readonly macsOnly: number | undefined;
  /** The same model as the table's with cases held out at random, ten folds. */
  readonly random?: number;
  /** What the error should not exceed, in per cent. */
  readonly goal?: number;
  readonly note?: string;
}

/** Fits with some cases held out: what is said of each case by a fit that has not seen its fold. NaN where a kind was never seen. */
export function heldOut(
  rows: readonly LoweredCase[],
  folds: readonly string[],
  options: FitOptions,
): readonly number[] {
  return heldOutPredictions(folds, (learned, asked) => {
    const coefficients = fitTimes(picked(rows, learned), options);
    return picked(rows, asked).map(
      ({ kernels }) => fittedTime(kernels, coefficients, options.cacheBytes) ?? Number.NaN,
    );
  });
}

/** The errors of estimates, by fold; cases that could not be estimated are left out, and the report says how many there are. */
export function errorOf(
  rows: readonly Pick<LoweredCase, "milliseconds">[],
  estimated: readonly number[],
  folds: readonly string[],
  what: string,
): HeldOutError {
  const known = estimated.flatMap((value, index) => (Number.isFinite(value) ? [index] : []));
  return heldOutError(
    picked(estimated, known),
    picked(rows, known).map(({ milliseconds }) => milliseconds),
    picked(folds, known),
    what,
  );
}

/** Mean absolute error in per cent of a model that knows MACs and the cost of a run. */
export function macsOnlyError(rows: readonly LoweredCase[], folds: readonly string[]): number {
  const plain = rows.map((row) => ({ ...row, kernels: [{ ...wholeNet, macs: row.macs }] }));
  const options: FitOptions = { kinds: [], amounts: { msPerGmac: "own", msPerKernel: "own" } };
  return errorOf(rows, heldOut(plain, folds, options), folds, "").mape;
}

const wholeNet = {
  kind: "net",
  ops: [],
  fused: [],
  extents: {},
  bytes: 0,
  elements: 0,
  inputElements: 0,
  weightElements: 0,
  weightBytes: 0,
  precision: "fp32",
} as const;

/** Mean absolute error in per cent over ten folds that take every tenth case. */
export function randomError(rows: readonly LoweredCase[], options: FitOptions): number {
  const folds = rows.map((_, index) => String((index * 7919) % 10));
  return errorOf(rows, heldOut(rows, folds, options), folds, "").mape;
}

/** By kind: how many kernels a fit has seen, and between which amounts of work. */
export function rangesOf(rows: readonly LoweredCase[], kinds: readonly string[]): Readonly<Record<string, Range>> {
  const found = new Map<string, { n: number; macs: [number, number]; bytes: [number, number] }>();
  for (const { kernels } of rows) {
    for (const { kind, macs, bytes } of kernels) {
      const name = kindIn(kind, kinds);
      const range = found.get(name);
      if (range === undefined) found.set(name, { n: 1, macs: [macs, macs], bytes: [bytes, bytes] });
      else {
        range.n++;
        range.macs = [Math.min(range.macs[0], macs), Math.max(range.macs[1], macs)];
        range.bytes = [Math.min(range.bytes[0], bytes), Math.max(range.bytes[1], bytes)];
      }
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Numbers for the first word of every kind, so that a window or a step that was not measured has its neighbour's: of the kinds that begin
 * with the word those of the most measured one. It has no range, so that figures by it say that they lie outside.
 */
export function withGeneral(
  coefficients: Readonly<Record<string, Coefficients>>,
  ranges: Readonly<Record<string, Range>>,
): Readonly<Record<string, Coefficients>> {
  const found = Object.entries(coefficients).filter(([, numbers]) => Object.keys(numbers).length > 0);
  const result: Record<string, Coefficients> = Object.fromEntries(found);
  const byCount = [...found].sort(([a], [b]) => (ranges[b]?.n ?? 0) - (ranges[a]?.n ?? 0));
  for (const [kind, numbers] of byCount) {
    const [word = kind] = kind.split(" ");
    result[word] ??= numbers;
  }
  return result;
}

export function picked<T>(values: readonly T[], indices: readonly number[]): readonly T[] {
  return indices.flatMap((index) => {
    const value = values[index];
    return value === undefined ? [] : [value];
  });
}

/** The mean of logarithms' antilog: what a factor between two devices is, over several nets. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / Math.max(1, values.length));
}

/** The same error of several sets as one: means over them, bands over all ratios. */
export function meanError(errors: readonly HeldOutError[], heldOut: string): HeldOutError {
  const mean = (of: (error: HeldOutError) => number) =>
    errors.reduce((sum, error) => sum + of(error), 0) / Math.max(1, errors.length);
  return {
    n: errors.reduce((sum, { n }) => sum + n, 0),
    heldOut,
    folds: Math.round(mean(({ folds }) => folds)),
    mape: mean(({ mape }) => mape),
    p90: mean(({ p90 }) => p90),
    within10: mean(({ within10 }) => within10),
    rank: mean(({ rank }) => rank),
    band: [mean(({ band }) => band[0]), mean(({ band }) => band[1])],
    covered: mean(({ covered }) => covered),
  };
}

/** A table of whole nets, and the row that says how wrong it is. */
export interface NetsOptions {
  readonly set: MeasuredSet;
  /** Those that the table is fitted to. */
  readonly rows?: readonly LoweredCase[];
  readonly fit: FitOptions;
  /** What is held out together; the nets, if it is left out. */
  readonly fold?: (row: LoweredCase) => string;
  readonly heldOut?: string;
  readonly goal?: number;
  readonly note?: string;
}

export function netsTable({ set, rows = lowered(set), fit, fold, heldOut: what = "nets", goal, note }: NetsOptions): {
  readonly table: Table;
  readonly row: AccuracyRow;
  /** As they were fitted, kinds without a time included. */
  readonly coefficients: Readonly<Record<string, Coefficients>>;
} {
  const folds = rows.map((row) => fold?.(row) ?? String(row.groups.net ?? row.name));
  const estimated = heldOut(rows, folds, fit);
  const error = errorOf(rows, estimated, folds, what);
  const coefficients = fitTimes(rows, fit);
  const ranges = rangesOf(rows, Object.keys(coefficients));
  const missed = estimated.filter((value) => !Number.isFinite(value)).length;
  const left = missed === 0 ? undefined : `${missed} not estimated: the only net with such kernels`;
  const said = [note, left].filter((text) => text !== undefined).join("; ");
  return {
    coefficients,
    table: {
      ...set.key,
      provenance: { source: set.source, licence: set.licence, ...(said !== "" && { note: said }) },
      coefficients: withGeneral(coefficients, ranges),
      ranges,
      ...(fit.cacheBytes !== undefined && { cacheBytes: fit.cacheBytes }),
      error,
    },
    row: {
      device: set.device,
      set: set.name,
      key: set.key,
      error,
      macsOnly: rows.length > 2 ? macsOnlyError(rows, folds) : undefined,
      ...(rows.length >= 20 && { random: randomError(rows, fit) }),
      ...(goal !== undefined && { goal }),
      ...(said !== "" && { note: said }),
    },
  };
}

/** Numbers of a fit by kind. */
export type Numbers = Readonly<Record<string, Coefficients>>;

/** The same cases with times over their own mean: what is left is what devices have in common. */
export function overOwnSpeed(rows: readonly LoweredCase[]): readonly LoweredCase[] {
  const speed = geometricMean(rows.map(({ milliseconds }) => milliseconds));
  return rows.map((row) => ({ ...row, milliseconds: row.milliseconds / speed }));
}

/** The numbers of one device, from what is common to its relatives times its own speed; kinds that it did not run keep the expected ones. */
export function fitFromCommon(
  rows: readonly LoweredCase[],
  common: Numbers,
  options: FitOptions,
  strength: number,
): Numbers {
  const speed = geometricMean(
    rows.map(({ kernels, milliseconds }) => milliseconds / (fittedTime(kernels, common) ?? Number.NaN)),
  );
  const expected = scaled(common, speed);
  return { ...expected, ...fitTimes(rows, { ...options, prior: { coefficients: expected, strength } }) };
}

/** The error of cases in no fit, by the mean milliseconds per MAC of those that were learned from. */
export function macsOnlyTest(learned: readonly LoweredCase[], test: readonly LoweredCase[]): number {
  const perMac = learned.reduce((sum, { milliseconds, macs }) => sum + milliseconds / macs, 0) / learned.length;
  const errors = test.map(({ milliseconds, macs }) => Math.abs((macs * perMac) / milliseconds - 1));
  return (100 * errors.reduce((sum, error) => sum + error, 0)) / Math.max(1, errors.length);
}

/** Each sum times the ratio of measured to summed times that the other cases have: what one number for all is worth. */
export function byRatioOfOthers(sums: readonly number[], ratios: readonly number[]): readonly number[] {
  return sums.map((sum, at) => sum * geometricMean(ratios.filter((_, index) => index !== at)));
}
