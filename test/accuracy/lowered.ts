/** Measured nets as the kernels that their runtime runs. */

import type { Kernel } from "../../engine/src/devices/kernel.ts";
import { lower } from "../../engine/src/devices/lower.ts";
import type { TableKey } from "../../engine/src/devices/profile.ts";
import { runtimeOf } from "../../engine/src/devices/runtimes/index.ts";
import { analyseCase } from "./analyseCase.ts";
import type { MeasuredCase, MeasuredSet } from "./measured.ts";

export interface LoweredCase extends MeasuredCase {
  readonly kernels: readonly Kernel[];
  readonly macs: number;
}

/** By runtime, precision and text: blocks were measured on several devices, and are lowered once. */
const memory = new Map<string, Pick<LoweredCase, "kernels" | "macs">>();

/** The cases of a set with their kernels. Throws where a text has errors: then it is not what was measured. */
export function lowered({ cases, key }: MeasuredSet): readonly LoweredCase[] {
  return cases.map((each) => ({ ...each, ...lowerText(each.text, key) }));
}

export function lowerText(
  text: string,
  key: Pick<TableKey, "runtime" | "precision">,
): Pick<LoweredCase, "kernels" | "macs"> {
  const name = `${key.runtime} ${key.precision} ${text}`;
  const known = memory.get(name);
  if (known !== undefined) return known;
  const { reports, shown } = analyseCase(text);
  const cost = shown[0]?.cost;
  const error = reports.find(({ severity }) => severity === "error");
  if (error !== undefined || cost === undefined) throw new Error(`${error?.message ?? "no net"} in\n${text}`);
  // A runtime that takes weights in 8 bits and computes in float runs a float net's kernels.
  const precision = key.precision === "dynamic-int8" ? "fp32" : key.precision;
  const { kernels, unsupported, unknown } = lower(cost.graph, cost.figures, runtimeOf(key.runtime), precision);
  if (unsupported.length + unknown.length > 0)
    throw new Error(`not all of it can be lowered for ${key.runtime}:\n${text}`);
  const result = { kernels, macs: cost.totals.macs };
  memory.set(name, result);
  return result;
}
