import type { Coefficients } from "../../../engine/src/devices/coefficients.ts";
import { type FitOptions, fittedTime } from "../../../engine/src/devices/fit.ts";
import { bandOf } from "../../../engine/src/devices/validate.ts";
import { lowered } from "../lowered.ts";
import type { MeasuredSet } from "../measured.ts";
import { byRatioOfOthers, errorOf, geometricMean, type Made, netsTable, type Recipe } from "../recipe.ts";

/**
 * Seventeen nets tell few numbers. 3×3 convolutions have their own because ncnn computes them by Winograd's algorithm; what moves data is
 * of one kind, and transposed convolutions, which two nets have, are like depthwise ones there.
 */
const fit: FitOptions = {
  kinds: ["conv 1x1", "conv 3x3"],
  like: {
    pool: "elementwise",
    copy: "elementwise",
    resize: "elementwise",
    softmax: "elementwise",
    normalisation: "elementwise",
    reduction: "elementwise",
    transposed: "depthwise",
    "conv 3x3 stride 2": "conv",
    "conv 1x1 vector": "conv 1x1",
    linear: "conv 1x1",
  },
  amounts: { msPerGmac: "own", msPerMb: "own" },
};

/** Beyond this a table tells nothing that a roofline would not: it is not shipped. */
const worst = 40;

/** ncnn's own benchmark, on boards and phones. */
export const ncnn: Recipe = (sets) => {
  const own = sets.filter(({ key }) => key.runtime === "ncnn");
  const made = own
    .filter(({ key, cases }) => key.precision !== "int8" && cases.length >= 10)
    .map((set): Made => {
      // The one transformer has kernels that no other net has: nothing can be said of it without itself.
      const rows = lowered(set).filter(({ groups }) => groups.family !== "transformer");
      const isAsked = set.device === "raspberrypi4" && set.key.unit === "cpu";
      const goal = !isAsked ? undefined : set.key.threads === 1 ? 8 : 15;
      const { table, row, coefficients } = netsTable({ set, rows, fit, ...(goal !== undefined && { goal }) });
      if (row.error.mape > worst) return { tables: [], rows: [{ ...row, note: "Not shipped" }] };
      const int8 = own.find(
        ({ device, key: { precision, unit, threads } }) =>
          device === set.device && precision === "int8" && unit === set.key.unit && threads === set.key.threads,
      );
      const inInt8 = int8 === undefined ? { tables: [], rows: [] } : ratioTable(int8, set, coefficients);
      return { tables: [{ device: set.device, table }, ...inInt8.tables], rows: [row, ...inInt8.rows] };
    });
  return { tables: made.flatMap(({ tables }) => tables), rows: made.flatMap(({ rows }) => rows) };
};

/** Four nets are too few for a table of their own: the float table times a ratio, which is judged with each net left out. */
function ratioTable(set: MeasuredSet, float: MeasuredSet, coefficients: Readonly<Record<string, Coefficients>>): Made {
  const pairs = set.cases.flatMap((own) => {
    const other = lowered(float).find(({ groups }) => groups.net === own.groups.net);
    return other === undefined ? [] : [{ own, other, ratio: own.milliseconds / other.milliseconds }];
  });
  if (pairs.length < 3) return { tables: [], rows: [] };
  const ratios = pairs.map(({ ratio }) => ratio);
  const [low, high] = bandOf(ratios);
  const estimated = byRatioOfOthers(
    pairs.map(({ other }) => fittedTime(other.kernels, coefficients) ?? Number.NaN),
    ratios,
  );
  const folds = pairs.map(({ own }) => own.name);
  const error = errorOf(
    pairs.map(({ own }) => own),
    estimated,
    folds,
    "nets",
  );
  const donor = { ...float.key, scale: geometricMean(ratios), low, high, n: pairs.length };
  const note = `The float table times a ratio of ${pairs.length} nets`;
  return {
    tables: [
      {
        device: set.device,
        table: { ...set.key, provenance: { source: set.source, licence: set.licence, note }, donor, error },
      },
    ],
    rows: [{ device: set.device, set: set.name, key: set.key, error, macsOnly: undefined, note }],
  };
}
