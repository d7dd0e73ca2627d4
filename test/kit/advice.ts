/** A made-up device with round numbers, and nets on it. */
import {
  type AdviceSubject,
  type BoardMemory,
  type Device,
  isRefusal,
  NetOnTarget,
  resolveTarget,
  type Table,
  type Value,
} from "@lathe/engine";
import { analyseText } from "./analyse.ts";
import { devicesOf } from "./devices.ts";

/**
 * Ten billion multiply-accumulates and ten billion bytes in a second: both take equally long at one multiply-accumulate per byte. The
 * table has 0.1 ms per million of either, whatever binds.
 */
export const roundTable: Table = {
  unit: "cpu",
  runtime: "xnnpack",
  precision: "fp32",
  threads: 1,
  provenance: { source: "made up", licence: "none" },
  coefficients: {
    conv: { msPerGmac: 100 },
    linear: { msPerGmac: 100 },
    depthwise: { msPerMb: 0.1 },
    elementwise: { msPerMb: 0.1 },
  },
};

export const roundDevice: Device = {
  id: "round",
  name: "Round",
  kind: "board",
  units: [
    {
      unit: "cpu",
      name: "one core",
      gmacsPerSecond: { fp32: 10 },
      gigabytesPerSecond: 10,
      channelAlignment: { fp32: 8, int8: 16 },
      source: "made up",
    },
  ],
  takes: [],
  tables: [roundTable],
};

export const roundMemory: BoardMemory = {
  sramBytes: 100_000,
  flashBytes: 100_000,
  overheadBytes: 1000,
  codeBytes: 2000,
  alignment: 1,
  planner: "tflm-greedy",
  source: "made up",
};

/** The lines of a net on a device, as advice looks at it. */
export function subjectOf(
  lines: string,
  device: Device = roundDevice,
  settings: ReadonlyMap<string, Value> = new Map(),
): AdviceSubject {
  const analysis = analyseText(`net n {\n${lines}\n}\n`);
  const errors = analysis.reports.filter(({ severity }) => severity === "error");
  const [shown] = analysis.shown;
  if (shown === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const { cost } = shown;
  const devices = devicesOf(device);
  const target = resolveTarget(devices, device.id, settings);
  if (isRefusal(target)) throw new Error(target.message);
  return new NetOnTarget(target, cost, devices);
}
