/** What budgets limit: each metric with its unit, and how it is read off a net's cost. */
import type { Unit } from "../base/value.ts";
import type { Figures } from "./figures.ts";
import { formatBytes, formatCount } from "./quantity.ts";
import type { NetCost } from "./summary.ts";

export interface Metric {
  readonly name: string;
  /** A phrase in lower case without a full stop. */
  readonly doc: string;
  /** Undefined: a plain number. */
  readonly unit: Unit | undefined;
  /** Whether a budget keeps it from growing or from shrinking. */
  readonly direction: "at most" | "at least";
  /** What it is for a net; undefined where this version cannot know it. */
  readonly of?: (cost: NetCost) => number;
  /** What it is for the op with this index; of the peak, what is alive there. */
  readonly shares?: (cost: NetCost) => readonly { readonly path: string; readonly amount: number }[];
  format(value: number): string;
}

function summed(name: string, figure: keyof Figures, doc: string, unit: Unit | undefined): Metric {
  return {
    name,
    doc,
    unit,
    direction: "at most",
    of: ({ totals }) => totals[figure],
    shares: ({ graph, figures }) =>
      graph.ops.map(({ path }, index) => ({ path, amount: figures[index]?.[figure] ?? 0 })),
    format: unit === "bytes" ? formatBytes : formatCount,
  };
}

function later(name: string, doc: string, unit: Unit | undefined, direction: Metric["direction"] = "at most"): Metric {
  return { name, doc, unit, direction, format: unit === "bytes" ? formatBytes : formatCount };
}

export const metrics: readonly Metric[] = [
  summed("params", "params", "learned numbers", undefined),
  summed("macs", "macs", "multiply-accumulates of one run", undefined),
  summed("flops", "flops", "2 × MACs + other arithmetic of one run", undefined),
  summed("size", "sizeBytes", "bytes of weights and statistics as they are stored", "bytes"),
  {
    name: "peak",
    doc: "most bytes of activations alive at once",
    unit: "bytes",
    direction: "at most",
    of: ({ liveness }) => liveness.peakBytes,
    shares: ({ liveness }) =>
      liveness.peakOp === undefined
        ? []
        : liveness.liveAt(liveness.peakOp).map(({ path, bytes }) => ({ path, amount: bytes })),
    format: formatBytes,
  },
  later("arena", "bytes that the target's planner sets aside for activations", "bytes"),
  later("latency", "time of one run on the target", "seconds"),
  later("energy", "energy of one run on the target", "joules"),
  later("accuracy_drop", "loss of accuracy on the test data against the net before compression", undefined),
  later("sqnr", "signal to quantisation noise at the output, against the net in float", "decibels", "at least"),
];

export const metricsByName: ReadonlyMap<string, Metric> = new Map(metrics.map((metric) => [metric.name, metric]));

/** A limit as one might write it, for messages and completion. */
export function exampleLimit({ name, unit }: Metric): string {
  return name === "accuracy_drop" ? "1%" : examples[unit ?? "none"];
}

const examples: Readonly<Record<Unit | "none", string>> = {
  bytes: "10MB",
  seconds: "25ms",
  joules: "3mJ",
  hertz: "1MHz",
  decibels: "20dB",
  none: "4M",
};
