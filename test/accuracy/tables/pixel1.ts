import type { FitOptions } from "../../../engine/src/devices/fit.ts";
import { netsTable, type Recipe } from "../recipe.ts";

const fit: FitOptions = {
  kinds: ["conv 1x1", "conv 3x3", "depthwise 3x3", "depthwise 5x5"],
  like: { pool: "elementwise", copy: "elementwise", "conv 1x1 vector": "linear" },
  amounts: { msPerGmac: "shared", msPerMb: "own" },
};

/** Named nets on a Pixel 1 with TensorFlow Lite of 2018 and 2019, at many widths and resolutions. */
export const pixel1: Recipe = (sets) => {
  const set = sets.find(
    ({ device, key }) => device === "pixel1" && key.runtime === "tflite" && key.precision === "fp32",
  );
  if (set === undefined) return { tables: [], rows: [] };
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
  return { tables: [{ device: set.device, table: byWidth.table }], rows: [byWidth.row, byResolution.row] };
};
