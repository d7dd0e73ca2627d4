/** What a format that nets are exported to answers for. One file per format in this folder, and its line in `index.ts`. */
import type { BoundSteps, BoundWeights, Refusal, ShownNet } from "@lathe/engine";
import type { RuntimeLimits } from "../runtime/session.ts";

export interface ExportFormat {
  /** What `--format` calls it. */
  readonly name: string;
  readonly summary: string;
  /** Of the file at `-o`, with its dot. */
  readonly extension: string;
  /** Whether a net can be written whose weights and data are not there yet: one that is to be trained elsewhere. */
  readonly waitsForFiles: boolean;
  /**
   * Writes a net at a path, and files beside it where the format needs them: all of them or, on a refusal, none. Never throws
   * for what a net or a disk can be.
   */
  write(net: ExportedNet, path: string, options: ExportOptions): Promise<Exported | Refusal>;
}

/** A net without errors, and its numbers. */
export interface ExportedNet {
  readonly shown: ShownNet;
  readonly weights: BoundWeights;
  /** In which results of ops in integers are rounded, as far as the file of weights says. */
  readonly steps: BoundSteps;
  /** `random`, or the path of the file of trained weights. */
  readonly source: string;
  /** Version of Lathe. */
  readonly version: string;
}

export interface ExportOptions {
  /** Version of ONNX's operator set; what the net declares, or the format's default, if it is left out. */
  readonly opset?: number;
  /** Numbers go to a file of their own, also where the format could hold them. */
  readonly externalData?: boolean;
  /** Whether what was written is tried before it counts as exported. */
  readonly verify: boolean;
  readonly limits?: RuntimeLimits;
  readonly signal?: AbortSignal;
  /** Called as bytes are written. */
  readonly onProgress?: (bytes: number, total: number) => void;
}

export interface Exported {
  readonly kind: "exported";
  /** What was written, the file at the path first. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly verified: boolean;
  /** More that the format has to say of it, for `--json`. */
  readonly details: Readonly<Record<string, number | string>>;
}
