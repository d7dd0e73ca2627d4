/**
 * What is known of a device: its units, its memory, and tables of measured or fitted latency, each with where it comes from. The shapes here
 * are those of the files in `devices/`, which `devices/device.schema.json` describes.
 */
import type { Coefficients } from "./coefficients.ts";
import type { HeldOutError } from "./validate.ts";

/** What a table holds for. Nothing in it may be left out: a time without its runtime is a rumour. */
export interface TableKey {
  /** What computes. A microcontroller's core is a `cpu`. */
  readonly unit: "cpu" | "gpu" | "npu";
  /** Id of the runtime's rules (`xnnpack`, `ncnn`, …), with its version behind a `-` where versions differ. */
  readonly runtime: string;
  readonly precision: Precision;
  readonly threads: number;
}

/** `dynamic-int8`: weights in 8 bits, arithmetic in float. */
export type Precision = "fp32" | "fp16" | "int8" | "dynamic-int8";

export const precisions: readonly Precision[] = ["fp32", "fp16", "int8", "dynamic-int8"];

export interface Device {
  /** The name of its file, and what `target` calls it. */
  readonly id: string;
  /** "Google Pixel 4". */
  readonly name: string;
  readonly kind: "phone" | "board" | "microcontroller" | "accelerator" | "host";
  /** Other names that lead here. */
  readonly aliases?: readonly string[];
  /** "Snapdragon 855". */
  readonly chip?: string;
  readonly units: readonly ProcessingUnit[];
  readonly memory?: BoardMemory;
  /** Files of models that it takes, and whether Lathe writes them. */
  readonly takes: readonly Taken[];
  readonly energy?: Energy;
  /** Rules of an accelerator's instruction set that a net has to keep. */
  readonly legality?: "tosa-base-8k";
  /** The first is meant where a target says nothing else. */
  readonly tables: readonly Table[];
}

/** What computes, and how fast it can be: what a roofline is drawn from (Williams et al., "Roofline", CACM 52(4), 2009). */
export interface ProcessingUnit {
  readonly unit: TableKey["unit"];
  /** "1 × Kryo 485 Prime (Cortex-A76) at 2.84 GHz, …". */
  readonly name: string;
  /** Multiply-accumulates in a second, 1e9, of one thread; by precision. Measured on nets where there are measurements. */
  readonly gmacsPerSecond: Readonly<Partial<Record<Precision, number>>>;
  /** Bytes to and from memory in a second, 1e9. */
  readonly gigabytesPerSecond?: number;
  /** Channels that its vectors take at once: convolutions with other numbers of channels waste the rest. */
  readonly channelAlignment?: Readonly<Partial<Record<Precision, number>>>;
  /** Whether it has instructions for 8-bit products; without them int8 saves bytes and no arithmetic. */
  readonly hasInt8Products?: boolean;
  readonly source: string;
}

/** A board's own memory. */
export interface BoardMemory {
  /** Where activations go. */
  readonly sramBytes: number;
  /** Where weights and code stay. */
  readonly flashBytes: number;
  /** Bytes of SRAM that the runtime takes beside the activations. */
  readonly overheadBytes: number;
  /** Bytes of flash that the runtime's code takes beside the weights. */
  readonly codeBytes?: number;
  /** Activations start at multiples of this. */
  readonly alignment: number;
  readonly planner: "tflm-greedy";
  /** Whether the board's runtime lets a depthwise convolution write over its input. */
  readonly depthwiseInPlace?: boolean;
  readonly source: string;
}

export interface Taken {
  /** "QDQ ONNX", ".tflite". */
  readonly format: string;
  readonly isProduced: boolean;
  readonly note?: string;
}

/** Energy of a run: so much per MAC and per byte that moves. */
export interface Energy {
  readonly picojoulesPerMac: Readonly<Partial<Record<Precision, number>>>;
  /** By level, the nearest first: on-chip memory, memory outside. */
  readonly picojoulesPerByte: Readonly<{ onChip?: number; offChip: number }>;
  readonly source: string;
}

/** Latency on one unit with one runtime, precision and number of threads. */
export interface Table extends TableKey {
  readonly provenance: Provenance;
  /** By kind of kernel. */
  readonly coefficients?: Readonly<Record<string, Coefficients>>;
  /** Kernels whose kind the fit has seen hold in these ranges; outside a figure says so. */
  readonly ranges?: Readonly<Record<string, Range>>;
  readonly cacheBytes?: number;
  /** Milliseconds that every run takes. */
  readonly runMilliseconds?: number;
  /** Kernels that were measured alone, by their signature. */
  readonly exact?: readonly ExactEntry[];
  readonly grids?: readonly Grid[];
  /** Another device's or variant's table, times a number that was measured: of nets that both ran. */
  readonly donor?: Donor;
  /** Of whole nets where they were measured, else of what the table was fitted to. */
  readonly error?: HeldOutError;
}

export interface Provenance {
  /** Who measured: repository and revision, paper, or "measured here". */
  readonly source: string;
  readonly licence: string;
  /** Of the measurement, or of the source: ISO 8601. */
  readonly date?: string;
  readonly note?: string;
}

/** The least and the greatest MACs and bytes of the kernels that a kind was fitted to. */
export interface Range {
  readonly n: number;
  readonly macs: readonly [low: number, high: number];
  readonly bytes: readonly [low: number, high: number];
}

export interface ExactEntry {
  readonly kernel: string;
  readonly milliseconds: number;
  /** Runs that it is the median of. */
  readonly n?: number;
}

/** Times at the crossings of a few extents, for kernels of one kind: between them they are interpolated, outside they are not used. */
export interface Grid {
  readonly kind: string;
  /** By extent (`in`, `out`, `out0`, …) the values on that axis, rising. The last axis moves fastest. */
  readonly axes: readonly { readonly extent: string; readonly values: readonly number[] }[];
  /** Extents that have to be equal. */
  readonly fixed?: Readonly<Record<string, number>>;
  readonly milliseconds: readonly number[];
}

export interface Donor {
  /** Undefined: another table of the same device. */
  readonly device?: string;
  readonly unit: TableKey["unit"];
  readonly runtime: string;
  readonly precision: Precision;
  readonly threads: number;
  /** This table's time over the donor's. */
  readonly scale: number;
  /** The least and the greatest ratio that was measured, or the outer tenths of many: the band is as much wider. */
  readonly low?: number;
  readonly high?: number;
  /** Nets that the number rests on. */
  readonly n: number;
}

/** "tflite-2.1, fp32, 1 thread". */
export function keyText({ unit, runtime, precision, threads }: TableKey): string {
  return `${runtime}${unit === "cpu" ? "" : ` on the ${unit.toUpperCase()}`}, ${precision}, ${threads} thread${threads === 1 ? "" : "s"}`;
}
