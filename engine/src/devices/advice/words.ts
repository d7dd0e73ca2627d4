/** What the messages of advice share. */
import { formatSeconds } from "../../cost/quantity.ts";
import type { Kernel } from "../kernel.ts";
import { keyText, type ProcessingUnit } from "../profile.ts";
import type { DeviceTarget } from "../target.ts";
import type { AdviceSubject } from "./advice.ts";

/** `pixel4 (xnnpack, fp32, 1 thread)`; without a table there is no runtime to name. */
export function targetName({ name, table, key }: DeviceTarget): string {
  return table === undefined ? name : `${name} (${keyText(key)})`;
}

/** `1.30 ms of 22.4 ms (5.8 %)`: of what the net takes in all. */
export function shareText(milliseconds: number, { estimate }: AdviceSubject): string {
  const all = estimate.milliseconds ?? 0;
  const share = all === 0 ? "" : ` (${percent(milliseconds / all)})`;
  return `${timeText(milliseconds)} of ${timeText(all)}${share}`;
}

export function timeText(milliseconds: number): string {
  return formatSeconds(milliseconds / 1000);
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** `depthwise 3x3 of 96 channels`, `elementwise add`: what a kernel does. */
export function kernelText({ kind, extents: { out } }: Kernel): string {
  return out === undefined ? kind : `${kind} of ${out} channels`;
}

/** The unit that a target runs on. */
export function unitOf({ device, key }: DeviceTarget): ProcessingUnit | undefined {
  return device.units.find(({ unit }) => unit === key.unit);
}
