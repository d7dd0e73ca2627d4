import { type FitOptions, fitTimes, fittedTime } from "../../../engine/src/devices/fit.ts";
import type { Table } from "../../../engine/src/devices/profile.ts";
import { type LoweredCase, lowered } from "../lowered.ts";
import type { MeasuredSet } from "../measured.ts";
import {
  type AccuracyRow,
  byRatioOfOthers,
  errorOf,
  geometricMean,
  heldOut,
  type Made,
  macsOnlyError,
  type Recipe,
  randomError,
  rangesOf,
  withGeneral,
} from "../recipe.ts";

/** Kinds that the blocks tell apart. */
const convolutional = [
  "conv 1x1",
  "conv 1x1 vector",
  "conv 3x3",
  "depthwise 3x3",
  "depthwise 3x3 stride 2",
  "depthwise 5x5",
  "depthwise 5x5 stride 2",
  "elementwise add",
  "elementwise mul",
  "elementwise hardswish",
  "pool global",
];

/** All four have 512 KB to 1 MB of second-level cache beside a large core; held-out errors are flat between 256 KB and 2 MB. */
const cacheBytes = 2 ** 19;

const options: FitOptions = {
  kinds: convolutional,
  amounts: { msPerGmac: "own", msPerMb: "own", msPerMbBeyondCache: "own", msPerKernel: "own" },
  cacheBytes,
};

/**
 * Blocks that were measured one by one. The convolutional ones come first; what the blocks of transformers have beside them is fitted to
 * what is left of their times.
 */
export const nnmeterBlocks: Recipe = (sets) => {
  const own = sets.filter(({ key, name }) => key.runtime === "xnnpack" && name !== "named mobile nets");
  const devices = [...new Set(own.map(({ device }) => device))];
  const nets = sets.filter(({ key, name }) => key.runtime === "xnnpack" && name === "named mobile nets");
  const made = devices.flatMap((device) => {
    const blocks = tableOf(
      device,
      own.filter((set) => set.device === device),
    );
    const [table] = blocks.tables;
    return [
      blocks,
      ...nets.flatMap((set) => (table === undefined || set.device !== device ? [] : [netsRatio(set, table.table)])),
    ];
  });
  return { tables: made.flatMap(({ tables }) => tables), rows: made.flatMap(({ rows }) => rows) };
};

function tableOf(device: string, sets: readonly MeasuredSet[]): Made {
  const named = (name: string) => sets.filter((set) => set.name === name).flatMap(lowered);
  const blocks = named("inverted-residual blocks");
  const others = [...named("first convolutions"), ...named("classification heads")];
  const sequences = [...named("attention blocks"), ...named("feed-forward blocks")];
  const [first] = sets;
  if (first === undefined) return { tables: [], rows: [] };

  const judge = (group: string, what: string): AccuracyRow => {
    const all = [...blocks, ...others];
    const folds = all.map(({ groups }) => String(groups[group]));
    const estimated = heldOut(all, folds, options).slice(0, blocks.length);
    const own = folds.slice(0, blocks.length);
    return {
      device,
      set: "inverted-residual blocks",
      key: first.key,
      error: errorOf(blocks, estimated, own, what),
      macsOnly: macsOnlyError(blocks, own),
      random: randomError(blocks, options),
      goal: device === "pixel1" ? 3 : 3.5,
    };
  };
  const byResolution = judge("resolution", "resolutions");
  const byWidth = judge("width", "input widths");

  const convolution = fitTimes([...blocks, ...others], options);
  const sequence: FitOptions = {
    kinds: [
      "linear rows",
      "matmul",
      "softmax",
      "normalisation",
      "copy",
      "elementwise hardswish rows",
      "elementwise add rows",
    ],
    amounts: { msPerGmac: "own", msPerMb: "own", msPerKernel: "own" },
    cacheBytes,
    given: convolution,
  };
  const coefficients = fitTimes(sequences, sequence);
  const ranges = rangesOf([...blocks, ...others, ...sequences], Object.keys(coefficients));
  const rows = [byResolution, byWidth, ...sequenceRows(device, first, sequences, sequence)];
  const table = {
    ...first.key,
    provenance: {
      source: first.source,
      licence: first.licence,
      note: "Blocks that were measured alone. Runtime, precision and threads are not written there: the times are what TensorFlow Lite with XNNPACK needs in fp32 on one large core",
    },
    coefficients: withGeneral(coefficients, ranges),
    ranges,
    cacheBytes,
    error: byResolution.error.mape > byWidth.error.mape ? byResolution.error : byWidth.error,
  };
  return { tables: [{ device, table }], rows };
}

/**
 * Whole nets with XNNPACK by its authors' own page of 2020, beside the blocks, which are some years younger: one ratio fits all four. Each
 * net is judged with the ratio of the others.
 */
function netsRatio(set: MeasuredSet, table: Table): Made {
  const rows = lowered(set);
  const sums = rows.map(({ kernels }) => fittedTime(kernels, table.coefficients ?? {}, table.cacheBytes) ?? Number.NaN);
  const ratios = rows.map(({ milliseconds }, at) => milliseconds / (sums[at] ?? Number.NaN));
  const estimated = byRatioOfOthers(sums, ratios);
  const error = errorOf(
    rows,
    estimated,
    rows.map(({ name }) => name),
    "nets",
  );
  const { unit, runtime, precision, threads } = table;
  const scale = geometricMean(ratios);
  const donor = {
    unit,
    runtime,
    precision,
    threads,
    scale,
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    n: rows.length,
  };
  const note = "The blocks' table times one ratio";
  const key = { ...set.key, runtime: "xnnpack-2020" };
  return {
    tables: [
      {
        device: set.device,
        table: { ...key, provenance: { source: set.source, licence: set.licence, note }, donor, error },
      },
    ],
    rows: [
      {
        device: set.device,
        set: set.name,
        key,
        error,
        macsOnly: macsOnlyError(
          rows,
          rows.map(({ name }) => name),
        ),
        note,
      },
    ],
  };
}

function sequenceRows(
  device: string,
  { key }: MeasuredSet,
  sequences: readonly LoweredCase[],
  fit: FitOptions,
): readonly AccuracyRow[] {
  const folds = sequences.map(({ groups }) => String(groups.resolution));
  return [
    {
      device,
      set: "attention and feed-forward blocks",
      key,
      error: errorOf(sequences, heldOut(sequences, folds, fit), folds, "resolutions"),
      macsOnly: macsOnlyError(sequences, folds),
    },
  ];
}
