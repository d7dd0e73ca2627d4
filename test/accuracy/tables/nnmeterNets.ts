import type { FitOptions } from "../../../engine/src/devices/fit.ts";
import { type Made, netsTable, type Recipe } from "../recipe.ts";

const like = { pool: "elementwise", copy: "elementwise", softmax: "elementwise", "conv 1x1 vector": "linear" };

const onCpu: FitOptions = {
  kinds: [],
  like,
  amounts: { msPerGmac: "own", msPerMb: "shared", msPerKernel: "shared" },
};

/** A GPU is fast at windows and slow to start: 3×3 convolutions and calls have numbers of their own. */
const onGpu: FitOptions = {
  kinds: ["conv 1x1", "conv 3x3"],
  like,
  amounts: { msPerGmac: "own", msPerMb: "own", msPerKernel: "own" },
};

/** Whole nets of nn-Meter's benchmark, with TensorFlow Lite 2.1. */
export const nnmeterNets: Recipe = (sets) => {
  const made = sets
    .filter(({ name }) => name === "nn-Meter's nets")
    .map((set): Made => {
      const { table, row } = netsTable({ set, fit: set.key.unit === "gpu" ? onGpu : onCpu });
      return { tables: [{ device: set.device, table }], rows: [row] };
    });
  return { tables: made.flatMap(({ tables }) => tables), rows: made.flatMap(({ rows }) => rows) };
};
