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
  /** Whether ops that no output depends on, and what is known beforehand, are left out before it runs. */
  readonly prunesDeadBranches: boolean;
  /**
   * Whether an op runs inside the kernel that makes its input: what is fused so costs nothing but the operands it brings. `fused` are
   * the operators' names that are in the kernel already.
   */
  readonly fuses: (kernel: Part, op: Op, fused: readonly string[]) => boolean;
  /** Why it cannot run an op in a precision, in a phrase; undefined where it can. */
  readonly refuses: (op: Op, precision: Precision) => string | undefined;
  /** Whose kernels run an op that it has none of its own for; undefined where it has. */
  readonly fallsBack?: (op: Op) => string | undefined;
  /** Whether a depthwise convolution may write over its input. */
  readonly depthwiseInPlace: boolean;
}

/**
 * Fusing of activations into what ends in an accumulator, on which they can be applied before it is stored: batch normalisation behind a
 * weighted kernel is folded into its weights by every converter, and one of `activations` may follow. `others` are kinds, by their
 * leading words, that take such an activation too.
 */
export function fusesActivations(activations: readonly string[], others: readonly string[] = []): Runtime["fuses"] {
  return (kernel, op, fused) => {
    const { name } = op.operator;
    const isBare = fused.every((each) => each === "bn");
    if (name === "bn") return fused.length === 0 && isWeighted(kernel.kind);
    if (!activations.includes(name) || !isBare) return false;
    return isWeighted(kernel.kind) || others.some((kind) => kernel.kind === kind || kernel.kind.startsWith(`${kind} `));
  };
}

/** Kernels that multiply by weights. */
export function isWeighted(kind: string): boolean {
  return /^(?:conv|depthwise|grouped|transposed|linear) /.test(kind);
}

/**
 * Refuses operators of other domains, which no table can know, and those that are named with a phrase each.
 */
export function refusing(
  names: Readonly<Record<string, string>> = {},
  precisions: Readonly<Partial<Record<Precision, string>>> = {},
): Runtime["refuses"] {
  return ({ operator: { name, family } }, precision) => {
    if (family === "foreign" || family === "declared") return `\`${name}\` is not of the catalogue`;
    return (Object.hasOwn(names, name) ? names[name] : undefined) ?? precisions[precision];
  };
}
