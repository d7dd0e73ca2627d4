import { type FitOptions, fittedTime } from "../../../engine/src/devices/fit.ts";
import { testError } from "../../../engine/src/devices/validate.ts";
import { lowered } from "../lowered.ts";
import { type AccuracyRow, macsOnlyTest, netsTable, type Recipe } from "../recipe.ts";

/** Kernels of TensorFlow Lite's first years spend their time on arithmetic, and on weights that come from memory. */
const fit: FitOptions = {
  kinds: [],
  like: { pool: "elementwise", copy: "elementwise", "conv 1x1 vector": "linear" },
  amounts: { msPerGmac: "own", msPerWeightMb: "own" },
};

/**
 * Named nets on a Pixel 1 with TensorFlow Lite of 2018 and 2019, at many widths and resolutions; three more widths are in no fit.
 */
export const pixel1: Recipe = (sets) => {
  const find = (wanted: string, runtime: string) =>
    sets.find(({ device, key, name }) => device === "pixel1" && key.runtime === runtime && name === wanted);
  const set = find("named mobile nets", "tflite");
  const others = find("MobileNetV2 at other widths", "tflite");
  if (set === undefined || others === undefined) return { tables: [], rows: [] };
  const byWidth = netsTable({
    set,
    fit,
    fold: ({ groups }) => `${groups.family} ${groups.width}`,
    heldOut: "families and widths",
    goal: 6,
  });
  const byResolution = netsTable({
    set,
    fit,
    fold: ({ groups }) => String(groups.resolution),
    heldOut: "resolutions",
    goal: 6,
  });
  const byFamily = netsTable({ set, fit, fold: ({ groups }) => String(groups.family), heldOut: "families" });
  const test = lowered(others);
  const estimated = test.map(({ kernels }) => fittedTime(kernels, byWidth.coefficients) ?? Number.NaN);
  const measured = test.map(({ milliseconds }) => milliseconds);
  const inNoFit: AccuracyRow = {
    device: set.device,
    set: others.name,
    key: set.key,
    error: testError(estimated, measured, byWidth.row.error.band),
    macsOnly: macsOnlyTest(lowered(set), test),
  };
  return {
    tables: [{ device: set.device, table: byWidth.table }],
    rows: [byWidth.row, byResolution.row, byFamily.row, inNoFit],
  };
};
