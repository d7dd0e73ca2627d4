/**
 * The contract of advice: what makes a net slow on its target, or keeps it from running there at all. One file per cause; `index.ts` lists
 * them.
 */
import type { NetCost } from "../../cost/summary.ts";
import type { Latency } from "../estimate.ts";
import type { TargetMemory } from "../memory.ts";
import type { Precision } from "../profile.ts";
import type { Devices, DeviceTarget } from "../target.ts";

/** A net on one target. What takes long to work out is asked for only by the advice that needs it. */
export interface AdviceSubject {
  /** With the policies that hold for the target. */
  readonly cost: NetCost;
  readonly target: DeviceTarget;
  readonly estimate: Latency;
  /** Undefined where the device has no memory of its own that is planned. */
  readonly memory: TargetMemory | undefined;
  /** What the whole net counts in there, whatever its annotations say; undefined: as they say. */
  readonly precision: Precision | undefined;
  readonly devices: Devices;
}

/** One thing that is found: what and why with numbers, and what to do. */
export interface Finding {
  /** A stable word in kebab case, as reports have it. */
  readonly code: string;
  /** `warning`: it does not run or does not fit; the others only cost time. */
  readonly severity: "warning" | "information" | "hint";
  /** Indices of the ops that it is about, the one to look at first; none: the net as a whole. */
  readonly ops: readonly number[];
  /** Milliseconds that are at stake; undefined where it is not about time. */
  readonly milliseconds?: number;
  readonly message: string;
  readonly help: string;
  readonly suggestion?: Suggestion;
}

/** What an edit of the text could bring about. */
export type Suggestion =
  /** That an op has one of these numbers of channels instead, the better first. */
  | {
      readonly kind: "channels";
      readonly op: number;
      readonly channels: number;
      readonly alignment: number;
      readonly instead: readonly number[];
    }
  /** That ops run in float instead of in 8 bits. */
  | { readonly kind: "float"; readonly ops: readonly number[] }
  /** That the target is looked at in another precision. */
  | { readonly kind: "variant"; readonly precision: Precision }
  /** That the net is stored in 8 bits, so that it fits. */
  | { readonly kind: "int8" };

export interface Advice {
  /** In camelCase, as its file is called. */
  readonly name: string;
  /** Of its findings. */
  readonly codes: readonly string[];
  /** What it finds, as a sentence. */
  readonly summary: string;
  /** The worst first. Never throws, and says nothing of what is not known. */
  run(subject: AdviceSubject): readonly Finding[];
}
