import type { FitOptions } from "../../../engine/src/devices/fit.ts";
import { type Made, netsTable, type Recipe } from "../recipe.ts";

const fit: FitOptions = {
  kinds: [],
  like: {
    pool: "elementwise",
    copy: "elementwise",
    softmax: "elementwise",
    normalisation: "elementwise",
    linear: "conv",
  },
  amounts: { msPerGmac: "own", msPerMb: "own", msPerKernel: "own" },
};

/** Nets with TensorRT in half precision on the GPUs of two Jetsons. */
export const tensorrt: Recipe = (sets) => {
  const made = sets
    .filter(({ key }) => key.runtime === "tensorrt")
    .map((set): Made => {
      const { table, row } = netsTable({ set, fit });
      return { tables: [{ device: set.device, table }], rows: [row] };
    });
  return { tables: made.flatMap(({ tables }) => tables), rows: made.flatMap(({ rows }) => rows) };
};
