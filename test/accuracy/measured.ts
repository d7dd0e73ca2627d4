/**
 * What others have measured, as nets of ours with their times: what the tables of devices are fitted to and judged by. The data itself
 * is not part of the project: `LATHE_DATA` names the folder that holds it.
 */
import type { TableKey } from "../../engine/src/devices/profile.ts";

/** Times of several nets, or of parts of nets, on one device with one runtime. */
export interface MeasuredSet {
  /** What the rows of the report call it: "inverted-residual blocks". */
  readonly name: string;
  /** Id of the device: the name of its file. */
  readonly device: string;
  readonly key: TableKey;
  /** Where the times come from: repository and revision, or page. */
  readonly source: string;
  readonly licence: string;
  readonly cases: readonly MeasuredCase[];
}

export interface MeasuredCase {
  readonly name: string;
  /** The whole text of a `.net` file; its last net is what was measured. */
  readonly text: string;
  readonly milliseconds: number;
  /** What folds hold out together: cases with an equal entry share a resolution, a width, a family, … */
  readonly groups: Readonly<Record<string, string | number>>;
}

/** Each file of `sets/` exports one of these. `folder` is the data folder's `latency/`. */
export type ReadSets = (folder: string) => readonly MeasuredSet[];
