import type { FitOptions } from "../../../engine/src/devices/fit.ts";
import { type Made, netsTable, type Recipe } from "../recipe.ts";

const like = { pool: "elementwise", copy: "elementwise", softmax: "elementwise", "conv 1x1 vector": "conv" };

const fits: Readonly<Record<string, { readonly fit: FitOptions; readonly goal: number }>> = {
  fp32: {
    fit: { kinds: ["conv 1x1"], like: { ...like, linear: "conv" }, amounts: { msPerGmac: "shared", msPerMb: "own" } },
    goal: 18,
  },
  int8: { fit: { kinds: [], like: { ...like, linear: "conv" }, amounts: { msPerGmac: "own" } }, goal: 25 },
};

/** Nets that TensorFlow hosts, on a Pixel 3 with four threads. Few data: the band is wide. */
export const pixel3: Recipe = (sets) => {
  const made = sets
    .filter(({ device, name }) => device === "pixel3" && name === "hosted nets")
    .flatMap((set): readonly Made[] => {
      const known = fits[set.key.precision];
      if (known === undefined) return [];
      const { table, row } = netsTable({ set, ...known });
      return [{ tables: [{ device: set.device, table }], rows: [row] }];
    });
  return { tables: made.flatMap(({ tables }) => tables), rows: made.flatMap(({ rows }) => rows) };
};
