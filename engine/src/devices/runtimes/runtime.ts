/** The contract of runtimes: what one leaves out, puts together, cannot run, and how it uses memory. One file per runtime. */
import type { Op } from "../../graph/graph.ts";
import type { Part } from "../kernel.ts";
import type { Precision } from "../profile.ts";

export interface Runtime {
  /** As tables and targets call it; a version that differs stands behind a `-`. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** Where its rules are written down: documentation or source. */
  readonly source: string;
  /** Whether ops that no output depends on are left out before it runs. */
  readonly prunesDeadBranches: boolean;
  /**
   * Whether an op runs inside the kernel that makes its input: what is fused so costs nothing but the operands it brings. `fused` are
   * the operators' names that are in the kernel already.
   */
  readonly fuses: (kernel: Part, op: Op, fused: readonly string[]) => boolean;
  /** Why it cannot run an op in a precision, in a phrase; undefined where it can. */
  readonly refuses: (op: Op, precision: Precision) => string | undefined;
  /** Whether a depthwise convolution may write over its input. */
  readonly depthwiseInPlace: boolean;
}

/** Batch normalisation behind a convolution or a matrix product is folded into its weights, by every converter. */
export function isFoldedNormalisation({ kind }: Part, { operator }: Op, fused: readonly string[]): boolean {
  return operator.name === "bn" && fused.length === 0 && isWeighted(kind);
}

/** Kernels that end in an accumulator, on which an activation can be applied before it is stored. */
export function isWeighted(kind: string): boolean {
  return /^(?:conv|depthwise|grouped|transposed|linear) /.test(kind);
}

/** Whether nothing but a folded normalisation is in the kernel yet. */
export function isBare(fused: readonly string[]): boolean {
  return fused.every((name) => name === "bn");
}

/** A runtime runs whatever the catalogue has; what it has no kernel for falls back and is refused by its own file. */
export const runsAll: Runtime["refuses"] = ({ operator }) =>
  operator.family === "foreign" || operator.family === "declared"
    ? `\`${operator.name}\` is not of the catalogue`
    : undefined;
