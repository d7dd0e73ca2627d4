import type { Coefficients } from "../../../engine/src/devices/coefficients.ts";
import { type FitOptions, fitTimes, fittedTime } from "../../../engine/src/devices/fit.ts";
import type { Table } from "../../../engine/src/devices/profile.ts";
import { heldOutPredictions, testError } from "../../../engine/src/devices/validate.ts";
import { type LoweredCase, lowered } from "../lowered.ts";
import type { MeasuredSet } from "../measured.ts";
import {
  type AccuracyRow,
  errorOf,
  fitFromCommon,
  type Made,
  macsOnlyError,
  macsOnlyTest,
  meanError,
  type Numbers,
  overOwnSpeed,
  picked,
  type Recipe,
  rangesOf,
} from "../recipe.ts";

/** 81 nets tell few numbers: one per MAC for each kind, and per byte, per byte of weights and per kernel one for all. */
const withBytes: FitOptions = {
  kinds: [],
  amounts: { msPerGmac: "own", msPerMb: "shared", msPerWeightMb: "shared", msPerKernel: "shared" },
};

/**
 * In nets of one pattern MACs and bytes grow together, and a fit may take all of one for the other: then nets of another pattern come out
 * wrong. So what is expected of a phone is between a model with bytes and one without.
 */
const withoutBytes: FitOptions = {
  kinds: [],
  amounts: { msPerGmac: "own", msPerWeightMb: "shared", msPerKernel: "shared" },
};

const shareWithoutBytes = 0.2;

const strength = 0.15;

const folds = 8;

interface Phone {
  readonly set: MeasuredSet;
  readonly searched: readonly LoweredCase[];
  readonly named: readonly LoweredCase[];
}

/**
 * 78 phones that ran the same 89 nets. What all of them have in common is fitted first; a phone's own table begins there. Named nets are
 * in no fit: they test.
 */
export const gdcm: Recipe = (sets) => {
  const phones = sets
    .filter(({ key, name }) => key.precision === "dynamic-int8" && name === "whole nets")
    .map((set): Phone => {
      const rows = lowered(set);
      return {
        set,
        searched: rows.filter(({ groups }) => groups.family === "searched"),
        named: rows.filter(({ groups }) => groups.family === "named"),
      };
    });
  const common = commonNumbers(phones, () => true);
  // By fold: what the phones have in common over the nets outside of it.
  const commonOutside = Array.from({ length: folds }, (_, fold) =>
    commonNumbers(phones, (name) => foldOf(name) !== String(fold)),
  );
  const made = phones.map((phone) => phoneTable(phone, common, commonOutside));
  const of = (set: string) => made.flatMap(({ rows }) => rows.filter((row) => row.set === set));
  const summary = (set: string, heldOut: string, goal: number): readonly AccuracyRow[] => {
    const rows = of(set);
    const [first] = rows;
    if (first === undefined) return [];
    const macsOnly = rows.reduce((sum, row) => sum + (row.macsOnly ?? 0), 0) / rows.length;
    const error = meanError(
      rows.map(({ error }) => error),
      heldOut,
    );
    return [{ ...first, device: `mean of ${rows.length} phones`, error, macsOnly, goal }];
  };
  return {
    tables: made.flatMap(({ tables }) => tables),
    rows: [
      ...summary("searched nets", "nets", 9),
      ...summary("named nets, in no fit", "in no fit", 14),
      ...summary("searched nets, by five of them and the other phones", "nets", 10),
      ...made.flatMap(({ rows }) => rows),
    ],
  };
};

function phoneTable({ set, searched, named }: Phone, common: Numbers, commonOutside: readonly Numbers[]): Made {
  const names = searched.map(({ name }) => foldOf(name));
  const estimated = heldOutPredictions(names, (learned, asked) => {
    const fold = Number(names[asked[0] ?? 0]);
    const numbers = ownNumbers(picked(searched, learned), commonOutside[fold] ?? common);
    return picked(searched, asked).map(({ kernels }) => fittedTime(kernels, numbers) ?? Number.NaN);
  });
  const byFive = heldOutPredictions(names, (learned, asked) => {
    const fold = Number(names[asked[0] ?? 0]);
    // Five that lie apart in size, as somebody would choose them.
    const ordered = [...picked(searched, learned)].sort((a, b) => a.macs - b.macs);
    const five = [0, 1, 2, 3, 4].flatMap(
      (part) => ordered[Math.round(((part + 0.5) / 5) * (ordered.length - 1))] ?? [],
    );
    const numbers = ownNumbers(five, commonOutside[fold] ?? common);
    return picked(searched, asked).map(({ kernels }) => fittedTime(kernels, numbers) ?? Number.NaN);
  });
  const fitted = ownNumbers(searched, common);
  const test = named.map(({ kernels }) => fittedTime(kernels, fitted) ?? Number.NaN);
  const coefficients = { ...fitted, ...likeThem(fitted) };
  // Bands are of both: nets like those of the fit, and others.
  const all = [...searched, ...named];
  const error = errorOf(all, [...estimated, ...test], [...names, ...named.map(({ name }) => name)], "nets");
  const table: Table = {
    ...set.key,
    provenance: {
      source: set.source,
      licence: set.licence,
      note: "Weights quantised for size, arithmetic in float; the mean of 30 runs, the median over phones of one model",
    },
    coefficients,
    ranges: rangesOf(searched, Object.keys(fitted)),
    error,
  };
  const row = { device: set.device, key: set.key };
  const macsOnly = macsOnlyError(searched, names);
  return {
    tables: [{ device: set.device, table }],
    rows: [
      {
        ...row,
        set: "searched nets",
        error: errorOf(searched, estimated, names, "nets"),
        macsOnly,
      },
      {
        ...row,
        set: "named nets, in no fit",
        error: testError(
          test,
          named.map(({ milliseconds }) => milliseconds),
          error.band,
        ),
        macsOnly: macsOnlyTest(searched, named),
      },
      {
        ...row,
        set: "searched nets, by five of them and the other phones",
        error: errorOf(searched, byFive, names, "nets"),
        macsOnly,
      },
    ],
  };
}

/** Kinds that these nets have not: a matrix product is a convolution of one place, and what moves data is like what adds it. */
function likeThem(fitted: Numbers): Numbers {
  const { conv = {}, elementwise = {} } = fitted;
  const moving = ["copy", "resize", "softmax", "normalisation", "reduction"].map(
    (kind) => [kind, elementwise] as const,
  );
  return { linear: conv, grouped: conv, ...Object.fromEntries(moving) };
}

/** The numbers of one phone. */
function ownNumbers(rows: readonly LoweredCase[], common: Numbers): Numbers {
  return fitFromCommon(rows, common, withBytes, strength);
}

/** What all phones have in common: a fit of their times over their own mean, over the nets that are asked for. */
function commonNumbers(phones: readonly Phone[], isAsked: (name: string) => boolean): Numbers {
  const rows = phones.flatMap(({ searched }) => overOwnSpeed(searched.filter(({ name }) => isAsked(name))));
  const [without, bytes] = [fitTimes(rows, withoutBytes), fitTimes(rows, withBytes)];
  return Object.fromEntries(
    Object.keys(bytes).map((kind) => [kind, between(without[kind] ?? {}, bytes[kind] ?? {})] as const),
  );
}

function between(a: Coefficients, b: Coefficients): Coefficients {
  const names = ["msPerGmac", "msPerMb", "msPerWeightMb", "msPerKernel"] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = shareWithoutBytes * (a[name] ?? 0) + (1 - shareWithoutBytes) * (b[name] ?? 0);
      return value === 0 ? [] : [[name, value]];
    }),
  );
}

/** "searched 17" is in the same fold on every phone. */
function foldOf(name: string): string {
  return String(Number(name.split(" ").at(-1)) % folds);
}
