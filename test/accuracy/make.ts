/** Runs the recipes over the measured sets; prints what they reach. With `--write` it writes the tables into `devices/` and the report. */
import { join } from "node:path";
import { readers } from "./sets/index.ts";
import { recipes } from "./tables/index.ts";

const folder = join(process.env.LATHE_DATA ?? "", "latency");
const sets = readers.flatMap((read) => read(folder));
const made = recipes.map((recipe) => recipe(sets));
for (const { device, set, key, error, macsOnly, random, goal } of made.flatMap(({ rows }) => rows))
  console.log(
    device.padEnd(14),
    set.padEnd(34),
    `${key.runtime} ${key.precision} ${key.threads}`.padEnd(20),
    `n=${error.n} folds=${error.folds} ${error.heldOut}`.padEnd(34),
    `${error.mape.toFixed(2)} % (goal ${goal ?? "-"}) ±10: ${(100 * error.within10).toFixed(1)} p90 ${error.p90.toFixed(1)} rank ${error.rank.toFixed(3)} covered ${(100 * error.covered).toFixed(1)} band ${error.band.map((v) => v.toFixed(3))} macs ${macsOnly?.toFixed(1)} random ${random?.toFixed(2)}`,
  );
