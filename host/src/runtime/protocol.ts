/** What this process and the child that runs ONNX Runtime say to each other. Plain values: they cross a pipe. */
import type { Dtype } from "@lathe/engine";

export type ToChild =
  | { readonly kind: "open"; readonly path: string; readonly threads: number }
  | { readonly kind: "run"; readonly feeds: readonly NamedArray[] };

export type FromChild =
  /** The child runs and waits for a model. */
  | { readonly kind: "ready" }
  | { readonly kind: "opened"; readonly inputs: readonly string[]; readonly outputs: readonly string[] }
  | { readonly kind: "results"; readonly results: readonly NamedArray[] }
  /** ONNX Runtime is not installed, or not for this machine. */
  | { readonly kind: "missing"; readonly message: string }
  /** What ONNX Runtime said. */
  | { readonly kind: "failed"; readonly message: string };

/** An array, little-endian and row-major. */
export interface RuntimeArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface NamedArray extends RuntimeArray {
  readonly name: string;
}

/** What the watch over the child's memory writes before it ends it. */
export const memoryMark = "lathe: over the limit of memory";
