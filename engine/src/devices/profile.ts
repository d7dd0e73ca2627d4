/** What is known of a device: its memory, its units, and tables of measured or fitted latency, each with where it comes from. */

/** What a table holds for. Nothing in it may be left out: a time without its runtime is a rumour. */
export interface TableKey {
  /** What computes: `cpu`, `gpu`, `npu`. A microcontroller's core is a `cpu`. */
  readonly unit: "cpu" | "gpu" | "npu";
  /** Id of the runtime's rules (`xnnpack`, `ncnn`, …), with its version behind a `-` where versions differ. */
  readonly runtime: string;
  readonly precision: Precision;
  readonly threads: number;
}

export type Precision = "fp32" | "fp16" | "int8" | "dynamic-int8";
