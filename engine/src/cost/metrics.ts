/** What budgets limit: each metric with its unit, and how it is read off a net's cost, or off what a target makes of the net. */

import type { Refusal } from "../base/report.ts";
import type { Unit } from "../base/value.ts";
import type { Figures } from "./figures.ts";
import { formatBytes, formatCount, formatJoules, formatSeconds } from "./quantity.ts";
import type { NetCost } from "./summary.ts";

/** The path of an op, or of a tensor that is alive, and its part of a figure. */
export interface PathShare {
  readonly path: string;
  readonly amount: number;
}

/** A figure of a net on one target. */
export interface TargetFigure {
  readonly value: number;
  /** Of an estimate: nine of ten nets lie between. Undefined: it is counted. */
  readonly band: readonly [low: number, high: number] | undefined;
  /** What it rests on, in a phrase: `fitted, xnnpack, fp32, 1 thread`. Undefined: on the text alone. */
  readonly basis: string | undefined;
  /** Something is left out of it, so that it is at least so much. */
  readonly isAtLeast: boolean;
  shares(): readonly PathShare[];
}

/** What a target makes of a net, worked out when it is asked for. A refusal says why a figure is not known there. */
export interface TargetFigures {
  readonly latency: TargetFigure | Refusal;
  readonly arena: TargetFigure | Refusal;
  readonly energy: TargetFigure | Refusal;
  readonly peak: TargetFigure | Refusal;
}

export interface Metric {
  readonly name: string;
  /** A phrase in lower case without a full stop. */
  readonly doc: string;
  /** Undefined: a plain number. */
  readonly unit: Unit | undefined;
  /** Whether a budget keeps it from growing or from shrinking. */
  readonly direction: "at most" | "at least";
  /** What it is for a net wherever it runs; undefined where it takes a target, or where this version cannot know it. */
  readonly of?: (cost: NetCost) => number;
  /** What it is on a target, where it is another there; undefined where it is the same on all, or where this version cannot know it. */
  readonly on?: (figures: TargetFigures) => TargetFigure | Refusal;
  /** What each op has of it; of the peak, what is alive there. */
  readonly shares?: (cost: NetCost) => readonly PathShare[];
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

function onTarget(name: "latency" | "arena" | "energy", doc: string, unit: Unit, format: Metric["format"]): Metric {
  return { name, doc, unit, direction: "at most", on: (figures) => figures[name], format };
}

function later(name: string, doc: string, unit: Unit | undefined, direction: Metric["direction"]): Metric {
  return { name, doc, unit, direction, format: formatCount };
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
    on: ({ peak }) => peak,
    shares: ({ liveness }) =>
      liveness.peakOp === undefined
        ? []
        : liveness.liveAt(liveness.peakOp).map(({ path, bytes }) => ({ path, amount: bytes })),
    format: formatBytes,
  },
  onTarget("arena", "bytes that the target's planner sets aside for activations", "bytes", formatBytes),
  onTarget("latency", "time of one run on the target", "seconds", formatSeconds),
  onTarget("energy", "energy of one run on the target", "joules", formatJoules),
  later("accuracy_drop", "loss of accuracy on the test data against the net before compression", undefined, "at most"),
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
