import type { FitOptions } from "../../../engine/src/devices/fit.ts";
import { lowered } from "../lowered.ts";
import { type Made, netsTable, type Recipe } from "../recipe.ts";

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
    "conv 1x1 vector": "linear",
  },
  amounts: { msPerGmac: "own", msPerMb: "own" },
};

/** ncnn's own benchmark, on boards and phones. */
export const ncnn: Recipe = (sets) => {
  const made = sets
    .filter(({ key, cases }) => key.runtime === "ncnn" && key.precision !== "int8" && cases.length >= 10)
    .map((set): Made => {
      // The one transformer has kernels that no other net has: nothing can be said of it without itself.
      const rows = lowered(set).filter(({ groups }) => groups.family !== "transformer");
      const isGoal = set.device === "raspberrypi4" && set.key.unit === "cpu";
      const goal = !isGoal ? undefined : set.key.threads === 1 ? 8 : 15;
      const { table, row } = netsTable({ set, rows, fit, ...(goal !== undefined && { goal }) });
      return { tables: [{ device: set.device, table }], rows: [row] };
    });
  return { tables: made.flatMap(({ tables }) => tables), rows: made.flatMap(({ rows }) => rows) };
};
