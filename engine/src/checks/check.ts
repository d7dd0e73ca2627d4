/** The contract of checks: what is found out about a net once its cost is known. */
import type { FileReport, Refusal } from "../base/report.ts";
import type { NetCost } from "../cost/summary.ts";
import type { NetOnTarget } from "../devices/netOnTarget.ts";
import type { Elaborated } from "../semantics/elaborate/net.ts";
import type { TensorFile } from "../weights/tensorFile.ts";

/** A net and the targets that it is looked at on. */
export interface NetOnTargets {
  readonly cost: NetCost;
  /** As they are written: those that were asked for, else those that the net declares. */
  readonly targets: readonly string[];
  /**
   * The net on a target, such as `pixel4(threads=4)`; nothing is worked out before it is asked for. Refuses a device or a variant that is
   * not known; silently where devices are not known yet.
   */
  on(target: string): NetOnTarget | Refusal;
}

/** What a check may look at. */
export interface Subject extends NetOnTargets {
  readonly elaborated: Elaborated;
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
  /**
   * Whether it asks for files: then it runs with every analysis, so that what is missing is known at once. Others may take longer, and
   * run when somebody looks at the reports.
   */
  readonly asksForFiles: boolean;
  run(subject: Subject): readonly FileReport[];
}
