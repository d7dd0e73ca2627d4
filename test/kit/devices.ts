/** Devices made for a test: their numbers are round, so that what comes out can be worked out by hand. */
import { type Device, type Devices, type Table, unknownDevice } from "@lathe/engine";

/** 1 ms per GMAC, and nothing else. */
export const plainTable: Table = {
  unit: "cpu",
  runtime: "xnnpack",
  precision: "fp32",
  threads: 1,
  provenance: { source: "made for a test", licence: "MIT" },
  coefficients: { linear: { msPerGmac: 1, msPerMb: 0, msPerKernel: 0 } },
};

export function device(id: string, parts: Partial<Device> = {}): Device {
  return { id, name: `the ${id}`, kind: "phone", units: [], takes: [], tables: [], ...parts };
}

export function devicesOf(...all: readonly Device[]): Devices {
  const ids = all.map(({ id }) => id);
  return { ids, get: (name) => all.find(({ id }) => id === name) ?? unknownDevice(name, ids) };
}
