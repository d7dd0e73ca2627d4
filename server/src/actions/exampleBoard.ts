/** A board that no shop sells: for the examples of actions, whose figures stay when tables of real devices become better. */
import type { Device, Table } from "@lathe/engine";

const table: Table = {
  unit: "cpu",
  runtime: "xnnpack",
  precision: "fp32",
  threads: 1,
  provenance: { source: "made up", licence: "MIT" },
  coefficients: { conv: { msPerGmac: 100 }, linear: { msPerGmac: 100 }, elementwise: { msPerMb: 0.1 } },
};

export const exampleBoard: Device = {
  id: "board",
  name: "a board",
  kind: "board",
  units: [
    {
      unit: "cpu",
      name: "one core",
      gmacsPerSecond: { fp32: 10 },
      gigabytesPerSecond: 10,
      channelAlignment: { fp32: 8 },
      hasInt8Products: false,
      source: "made up",
    },
  ],
  memory: {
    sramBytes: 500_000,
    flashBytes: 1_000_000,
    overheadBytes: 0,
    alignment: 16,
    planner: "tflm-greedy",
    source: "made up",
  },
  takes: [],
  tables: [
    table,
    { ...table, precision: "int8", coefficients: { conv: { msPerGmac: 150 }, linear: { msPerGmac: 150 } } },
  ],
};
