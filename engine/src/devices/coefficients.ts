/** A kernel's time by what it does: so much per MAC, per byte, and for being called at all. */
import type { Kernel, KernelKind } from "./kernel.ts";

/**
 * Non-negative numbers for one kind of kernel. A kernel takes the sum: its MACs, its bytes read and written, those of them that are more
 * than the cache holds, and once the cost of a call.
 */
export interface Coefficients {
  readonly msPerGmac: number;
  /** Per megabyte (1e6 bytes) read or written. */
  readonly msPerMb: number;
  /** On top of that, per megabyte beyond the table's `cacheBytes`. */
  readonly msPerMbBeyondCache?: number;
  readonly msPerKernel: number;
}

/** The amounts that the numbers multiply. */
export function amountsOf({ macs, bytes }: Kernel, cacheBytes: number | undefined) {
  return {
    gmacs: macs / 1e9,
    megabytes: bytes / 1e6,
    beyondCache: cacheBytes === undefined ? 0 : Math.max(0, bytes - cacheBytes) / 1e6,
    kernels: 1,
  };
}

/** Milliseconds of a kernel by the numbers of its kind. */
export function kernelTime(kernel: Kernel, coefficients: Coefficients, cacheBytes: number | undefined): number {
  const { gmacs, megabytes, beyondCache } = amountsOf(kernel, cacheBytes);
  return (
    gmacs * coefficients.msPerGmac +
    megabytes * coefficients.msPerMb +
    beyondCache * (coefficients.msPerMbBeyondCache ?? 0) +
    coefficients.msPerKernel
  );
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
