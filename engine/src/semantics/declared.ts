/** What a net declares about itself beside its ops: read while it is elaborated, judged by the checks. */
import type { NumberValue, Value } from "../base/value.ts";
import type { Place } from "../graph/graph.ts";

export interface Declared {
  readonly targets: readonly DeclaredTarget[];
  readonly budgets: readonly Budget[];
  /** Devices that a policy holds for. */
  readonly policyTargets: readonly string[];
  /** Devices that budgets and policies name, where they name them. */
  readonly namedTargets: readonly DeclaredTarget[];
  readonly weights: readonly DeclaredWeights[];
  readonly data: readonly DeclaredData[];
  /** The ONNX opset for export and for `onnx.*`. */
  readonly opset: number | undefined;
}

/** `pixel4`, or a variant of it: `pixel4(threads=4, precision=int8)`. */
export interface DeclaredTarget {
  readonly name: string;
  readonly settings: ReadonlyMap<string, Value>;
  readonly place: Place;
}

/** One limit of a budget. */
export interface Budget {
  /** The device it holds for; undefined: for all. */
  readonly target: string | undefined;
  /** The one variant of the device that it holds for; empty: for all of them. */
  readonly settings: ReadonlyMap<string, Value>;
  readonly metric: string;
  readonly operator: "<=" | ">=";
  readonly limit: NumberValue;
  /** The whole limit, and its metric alone. */
  readonly place: Place;
  readonly metricPlace: Place;
}

export interface DeclaredWeights {
  readonly path: string;
  readonly place: Place;
  readonly map: readonly { readonly from: string; readonly to: string; readonly place: Place }[];
}

/** What data may be for. */
export const dataRoles = ["calibration", "test"] as const;

export interface DeclaredData {
  readonly role: (typeof dataRoles)[number];
  readonly path: string;
  readonly place: Place;
}
