/** The contract of checks: what is found out about a net once its cost is known. */
import type { FileReport, Refusal } from "../base/report.ts";
import type { NetCost } from "../cost/summary.ts";
import type { Elaborated } from "../semantics/elaborate/net.ts";
import type { TensorFile } from "../weights/tensorFile.ts";

/** What a check may look at. */
export interface Subject {
  readonly elaborated: Elaborated;
  readonly cost: NetCost;
  /** What a file beside the net holds, by the path written in it. Refuses one that cannot be read; silently where it is not known yet. */
  file(path: string): FileContent | Refusal;
}

/** A file of tensors, or the names in a folder. */
export type FileContent = TensorFile | FolderContent;

export interface FolderContent {
  readonly kind: "folder";
  /** Names of entries, folders with a `/` behind them; of a large folder the first. */
  readonly entries: readonly string[];
}

/** One check. Never throws; what depends on a guess or on a file that is not known yet it does not judge. */
export interface Check {
  readonly name: string;
  run(subject: Subject): readonly FileReport[];
}
