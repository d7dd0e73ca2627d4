/** A kernel's time by what it does: so much per MAC, per byte, and for being called at all. */
import type { Kernel, KernelKind } from "./kernel.ts";

/**
 * Non-negative numbers for one kind of kernel. A kernel takes the sum of its amounts times them: its MACs, its bytes read and written,
 * those of them that are more than the cache holds, the bytes of its weights, and once the cost of a call. What is left out is 0.
 */
export interface Coefficients {
  readonly msPerGmac?: number;
  /** Per megabyte (1e6 bytes) read or written. */
  readonly msPerMb?: number;
  /** On top of that, per megabyte beyond the table's `cacheBytes`. */
  readonly msPerMbBeyondCache?: number;
  /** On top of that, per megabyte of weights: they come from memory, whatever the cache holds of the data. */
  readonly msPerWeightMb?: number;
  readonly msPerKernel?: number;
}

export const coefficientNames = ["msPerGmac", "msPerMb", "msPerMbBeyondCache", "msPerWeightMb", "msPerKernel"] as const;

export type CoefficientName = (typeof coefficientNames)[number];

/** The amount of a kernel that each of the numbers multiplies. */
export function workOf({ macs, bytes, weightBytes }: Kernel, name: CoefficientName, cacheBytes: number): number {
  switch (name) {
    case "msPerGmac":
      return macs / 1e9;
    case "msPerMb":
      return bytes / 1e6;
    case "msPerMbBeyondCache":
      return Math.max(0, bytes - cacheBytes) / 1e6;
    case "msPerWeightMb":
      return weightBytes / 1e6;
    case "msPerKernel":
      return 1;
  }
}

/** Milliseconds of a kernel by the numbers of its kind. */
export function kernelTime(kernel: Kernel, coefficients: Coefficients, cacheBytes = Number.POSITIVE_INFINITY): number {
  let sum = 0;
  for (const name of coefficientNames) {
    const coefficient = coefficients[name];
    if (coefficient !== undefined && coefficient !== 0) sum += coefficient * workOf(kernel, name, cacheBytes);
  }
  return sum;
}

/** Of the kinds that are known the one that names most of a kernel's words; undefined where none fits. */
export function knownKind(kind: KernelKind, known: readonly string[]): string | undefined {
  const words = kind.split(" ");
  for (let length = words.length; length > 0; length--) {
    const candidate = words.slice(0, length).join(" ");
    if (known.includes(candidate)) return candidate;
  }
  return undefined;
}
