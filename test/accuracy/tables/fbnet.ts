import type { FitOptions } from "../../../engine/src/devices/fit.ts";
import { type Made, netsTable, type Recipe } from "../recipe.ts";

const fit: FitOptions = {
  kinds: [],
  like: { pool: "elementwise", copy: "elementwise" },
  amounts: { msPerGmac: "own", msPerMb: "shared" },
};

/** FBNet's blocks at 32×32 and below. The net around them is not known, and they are small: for nets of that size only. */
export const fbnet: Recipe = (sets) => {
  const made = sets
    .filter(({ name }) => name === "FBNet's blocks")
    .map((set): Made => {
      const { table, row } = netsTable({
        set,
        fit,
        fold: ({ groups }) => String(groups.width),
        heldOut: "input widths",
      });
      return { tables: [{ device: set.device, table }], rows: [row] };
    });
  return { tables: made.flatMap(({ tables }) => tables), rows: made.flatMap(({ rows }) => rows) };
};
