/** All recipes over all measured sets. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { MeasuredSet } from "./measured.ts";
import type { AccuracyRow, Made } from "./recipe.ts";
import { readers } from "./sets/index.ts";
import { recipes } from "./tables/index.ts";

export interface Results {
  readonly sets: readonly MeasuredSet[];
  /** In the order of the recipes. */
  readonly tables: readonly (Made["tables"][number] & { readonly recipe: number })[];
  readonly rows: readonly AccuracyRow[];
}

/** `data` is the folder that `LATHE_DATA` names. Throws with what to do where it is not there. */
export function made(data: string): Results {
  const folder = join(data, "latency");
  if (data === "" || !existsSync(folder))
    throw new Error("LATHE_DATA must name the folder of measurements: it has a folder `latency`.");
  const sets = readers.flatMap((read) => read(folder));
  const all = recipes.map((recipe) => recipe(sets));
  return {
    sets,
    tables: all.flatMap(({ tables }, recipe) => tables.map((each) => ({ ...each, recipe }))),
    rows: all.flatMap(({ rows }) => rows),
  };
}
