import { type FitOptions, fitTimes, fittedTime } from "../../../engine/src/devices/fit.ts";
import { heldOutPredictions } from "../../../engine/src/devices/validate.ts";
import { type LoweredCase, lowered } from "../lowered.ts";
import type { MeasuredSet } from "../measured.ts";
import {
  type AccuracyRow,
  errorOf,
  fitFromCommon,
  type Made,
  macsOnlyError,
  meanError,
  type Numbers,
  netsTable,
  overOwnSpeed,
  type Recipe,
  rangesOf,
} from "../recipe.ts";

const like = { copy: "elementwise", pool: "elementwise", softmax: "elementwise", resize: "elementwise" };

/** Nets of one pattern, nine and eleven of them: bytes can be told from MACs. */
const searched: FitOptions = {
  kinds: ["conv 1x1"],
  like: { ...like, linear: "conv 1x1" },
  amounts: { msPerGmac: "own", msPerMb: "shared" },
};

/** Three nets, of which each is nearly all of one kind: an image net, a keyword spotter, an autoencoder of matrix products. */
const tiny: FitOptions = { kinds: [], like, amounts: { msPerGmac: "own" } };

/** Three nets and three numbers: what boards with the same runtime need counts as much as one net. */
const strength = 1;

/** Boards and what was measured on them. */
export const microcontrollers: Recipe = (sets) => {
  const own = sets.filter(({ key, name }) => key.precision === "int8" && boardSets.includes(name));
  const compared = own
    .filter(({ name }) => name === "TinyEngine's comparison")
    .map((set): Made => {
      const { table, row } = netsTable({ set, fit: searched, goal: 20 });
      return { tables: [{ device: set.device, table }], rows: [row] };
    });
  const boards = own
    .filter(({ name, cases }) => name === "MLPerf Tiny" && cases.length >= 3)
    .map((set) => ({ set, rows: lowered(set) }));
  const tiny = boards.map((board) => boardTable(board, boards));
  const made = [...compared, ...tiny];
  const rows = tiny.flatMap((each) => each.rows);
  return {
    tables: made.flatMap(({ tables }) => tables),
    rows: [...asked.flatMap((name) => summary(name, rows)), ...made.flatMap((each) => each.rows)],
  };
};

const boardSets = ["TinyEngine's comparison", "MLPerf Tiny"];

/** Runtimes whose boards are summed up. */
const asked = ["plumerai", "hale", "x-cube-ai-7.3", "x-cube-ai-8.0", "microtvm"];

/** One row for all boards with a runtime: three nets a board are few for a row of their own. */
function summary(runtime: string, rows: readonly AccuracyRow[]): readonly AccuracyRow[] {
  const own = rows.filter(({ key }) => key.runtime === runtime || key.runtime === `${runtime}-cmsis-nn`);
  const [first] = own;
  if (first === undefined) return [];
  const error = meanError(
    own.map((row) => row.error),
    "nets of a board",
  );
  const macsOnly = own.reduce((sum, row) => sum + (row.macsOnly ?? 0), 0) / own.length;
  return [
    { ...first, device: `mean of ${own.length} boards`, key: { ...first.key, runtime }, error, macsOnly, goal: 15 },
  ];
}

interface Board {
  readonly set: MeasuredSet;
  readonly rows: readonly LoweredCase[];
}

/**
 * The table of one board. Each net is held out in turn, and estimated by the other two, from what other boards with that runtime have in
 * common: without the board itself.
 */
function boardTable({ set, rows }: Board, boards: readonly Board[]): Made {
  const others = boards.filter((board) => board.set.device !== set.device);
  const relatives = others.filter((board) => familyOf(board) === familyOf({ set, rows }));
  const common = commonNumbers(relatives.length >= 2 ? relatives : others);
  const folds = rows.map(({ name }) => name);
  const estimated = heldOutPredictions(folds, (learned, asked) => {
    const numbers = ownNumbers(
      learned.flatMap((index) => rows[index] ?? []),
      common,
    );
    return asked.map((index) => fittedTime(rows[index]?.kernels ?? [], numbers) ?? Number.NaN);
  });
  const error = errorOf(rows, estimated, folds, "nets");
  const coefficients = ownNumbers(rows, common);
  const note = `${relatives.length >= 2 ? `Beside ${relatives.length} boards with this runtime` : "Beside boards with other runtimes"}`;
  const table = {
    ...set.key,
    provenance: { source: set.source, licence: set.licence, note },
    coefficients,
    ranges: rangesOf(rows, Object.keys(coefficients)),
    error,
  };
  const row = {
    device: set.device,
    set: set.name,
    key: set.key,
    error,
    macsOnly: macsOnlyError(rows, folds),
    note,
  };
  return { tables: [{ device: set.device, table }], rows: [row] };
}

/** A runtime without its version; what builds on the same kernels is one. */
function familyOf({ set }: Board): string {
  const name = set.key.runtime.replace(/-\d[\d.]*$/, "");
  return name === "microtvm-cmsis-nn" || name === "microtvm" ? "cmsis-nn" : name.replace("onnc-mbed", "onnc");
}

function commonNumbers(boards: readonly Board[]): Numbers {
  return fitTimes(
    boards.flatMap(({ rows }) => overOwnSpeed(rows)),
    tiny,
  );
}

function ownNumbers(rows: readonly LoweredCase[], common: Numbers): Numbers {
  return fitFromCommon(rows, common, tiny, strength);
}
