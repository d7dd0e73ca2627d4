/** Kernels: what a runtime really runs, one call each, after it has left out and put together what it does. */

/**
 * What kind of work a kernel is, in words from the general to the particular: `depthwise 3x3 stride 2`, `elementwise add`. Tables speak of
 * kinds by as many of the leading words as they know apart; the longest that fits a kernel is meant.
 */
export type KernelKind = string;

/** A piece of work of one op: most ops are one, attention is several. */
export interface Part {
  readonly kind: KernelKind;
  /** Multiply-accumulates. */
  readonly macs: number;
  /** Elements of the result. */
  readonly elements: number;
  /** Elements read that are no weights. */
  readonly inputElements: number;
  /** Elements of weights. */
  readonly weightElements: number;
  /** What tables may look up and interpolate by: channels, extents, kernel, stride, … */
  readonly extents: Readonly<Record<string, number>>;
}

/** A kernel with everything that runs in it. */
export interface Kernel extends Part {
  /** Indices of the graph's ops: the one that does the work, then those that are fused into it. */
  readonly ops: readonly number[];
  /** Bytes read and written: data, operands that fused ops bring, weights, and the result. */
  readonly bytes: number;
  readonly weightBytes: number;
  /** In which precision it runs. */
  readonly precision: "fp32" | "fp16" | "int8";
  /** Names of the operators that are fused in, in their order: part of what an exact entry is looked up by. */
  readonly fused: readonly string[];
}

/** One line that says which kernel it is: two kernels with equal signatures take the same time. */
export function signatureOf({ kind, extents, fused }: Kernel): string {
  const sizes = Object.entries(extents).map(([name, value]) => `${name}=${value}`);
  return [kind, ...sizes, ...(fused.length === 0 ? [] : [`with ${fused.join("+")}`])].join(" ");
}
