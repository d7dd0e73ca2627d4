/** From what a file or a command line says of a target to one table of one device. */
import { didYouMean, isRefusal, type Refusal, refuse } from "../base/report.ts";
import type { Value } from "../base/value.ts";
import { nearest } from "../semantics/scope.ts";
import { type Device, keyText, precisions, type Table, type TableKey } from "./profile.ts";

/** Where devices are found: those that ship, those of the workspace, and table files. */
export interface Devices {
  /** A device by its id or by another of its names; a refusal lists what there is. */
  get(name: string): Device | Refusal;
  /** Ids of all that are known, in the order in which lists show them. */
  readonly ids: readonly string[];
}

/** For whoever has no devices, or has none yet: nothing is said of targets then. */
export const noDevices: Devices = { ids: [], get: () => refuse("silent", "not loaded yet") };

/** So many names are listed in a message; `lathe devices` has all. */
const listedNames = 12;

/** The refusal of a name that no device has. `names` are the ids that there are, and other names that lead to them. */
export function unknownDevice(name: string, ids: readonly string[], names: readonly string[] = ids): Refusal {
  const more = ids.length > listedNames ? `, and ${ids.length - listedNames} more` : "";
  const list = ids.length === 0 ? "none is known" : `there are ${ids.slice(0, listedNames).join(", ")}${more}`;
  const suggestion = nearest(name, names);
  return refuse("unknown-device", `There is no device \`${name}\`; ${list}.`, {
    help:
      suggestion === undefined
        ? "`lathe devices` lists them all; a device of your own is a file in `.lathe/devices/`."
        : didYouMean(suggestion),
  });
}

/** A device with the table that answers for it. */
export interface DeviceTarget {
  /** As it is written where it was asked for: `pixel4`, `pixel4(threads=4)`. */
  readonly name: string;
  readonly device: Device;
  /** Undefined: nothing was measured there, so that only a roofline or memory is known. */
  readonly table: Table | undefined;
  readonly key: TableKey;
  /** Whether the target names its precision, so that it holds for the whole net whatever its annotations say. */
  readonly fixesPrecision: boolean;
}

/**
 * The target that a name and settings (`threads`, `precision`, `runtime`, `unit`) pick. Settings that are left out are those of the device's
 * first table that fits the others. Refuses an unknown device, setting or variant, and lists what there is.
 */
export function resolveTarget(
  devices: Devices,
  name: string,
  settings: ReadonlyMap<string, Value> = new Map(),
): DeviceTarget | Refusal {
  const device = devices.get(name);
  if (isRefusal(device)) return device;
  const wanted = readSettings(settings);
  if (isRefusal(wanted)) return wanted;
  const text = targetText(name, settings);
  const fixesPrecision = wanted.precision !== undefined;
  const table = tableOf(device, wanted);
  if (table !== undefined) return { name: text, device, table, key: table, fixesPrecision };
  const [unit] = device.units;
  if (device.tables.length === 0) {
    const key: TableKey = { unit: unit?.unit ?? "cpu", runtime: "none", precision: "fp32", threads: 1, ...wanted };
    return { name: text, device, table: undefined, key, fixesPrecision };
  }
  return refuse("unknown-variant", `There is no table of ${device.name} for ${settingsText(settings)}.`, {
    help: `There are ${device.tables.map(keyText).join("; ")}.`,
  });
}

/** The first table of a device that fits settings; undefined where none does. Refuses what is no setting. */
export function resolveSettings(device: Device, settings: ReadonlyMap<string, Value>): Table | Refusal | undefined {
  const wanted = readSettings(settings);
  return isRefusal(wanted) ? wanted : tableOf(device, wanted);
}

/** A runtime of exactly the name comes before versions of it: `microtvm` before `microtvm-cmsis-nn`. */
function tableOf({ tables }: Device, wanted: Wanted): Table | undefined {
  const fitting = tables.filter((each) => fits(each, wanted));
  return fitting.find(({ runtime }) => runtime === wanted.runtime) ?? fitting[0];
}

function readSettings(settings: ReadonlyMap<string, Value>): Wanted | Refusal {
  const wanted: Wanted = {};
  for (const [key, value] of settings) {
    const problem = readSetting(wanted, key, value);
    if (problem !== undefined) return problem;
  }
  return wanted;
}

/** What picks a variant of a device, as it is written in a target. */
export const targetSettings = ["threads", "precision", "runtime", "unit"] as const;

interface Wanted {
  unit?: TableKey["unit"];
  runtime?: string;
  precision?: TableKey["precision"];
  threads?: number;
}

function fits(table: TableKey, { unit, runtime, precision, threads }: Wanted): boolean {
  // `tflite` means every version of it.
  const isRuntime = runtime === undefined || table.runtime === runtime || table.runtime.startsWith(`${runtime}-`);
  return (
    isRuntime &&
    (unit === undefined || table.unit === unit) &&
    (precision === undefined || table.precision === precision) &&
    (threads === undefined || table.threads === threads)
  );
}

function readSetting(wanted: Wanted, key: string, value: Value): Refusal | undefined {
  const word = value.kind === "string" ? value.value : value.kind === "number" ? String(value.value) : undefined;
  switch (key) {
    case "threads": {
      const threads = Number(word);
      if (!Number.isInteger(threads) || threads < 1)
        return refuse("wrong-setting", "`threads` is a whole number from 1.", { parameter: key });
      wanted.threads = threads;
      return undefined;
    }
    case "precision": {
      const precision = precisions.find((each) => each === word);
      if (precision === undefined)
        return refuse("wrong-setting", `\`precision\` is one of ${precisions.join(", ")}.`, { parameter: key });
      wanted.precision = precision;
      return undefined;
    }
    case "runtime":
      if (word === undefined)
        return refuse("wrong-setting", '`runtime` is a name, such as "tflite-2.1".', { parameter: key });
      wanted.runtime = word;
      return undefined;
    case "unit":
      if (word !== "cpu" && word !== "gpu" && word !== "npu")
        return refuse("wrong-setting", "`unit` is cpu, gpu or npu.", { parameter: key });
      wanted.unit = word;
      return undefined;
    default:
      return refuse("unknown-setting", `A target has no setting \`${key}\`.`, {
        help: "There are threads, precision, runtime and unit.",
        parameter: key,
      });
  }
}

/** `pixel4(threads=4, precision=int8)`, as it is written in a file. */
export function targetText(name: string, settings: ReadonlyMap<string, Value>): string {
  return settings.size === 0 ? name : `${name}(${settingsText(settings)})`;
}

function settingsText(settings: ReadonlyMap<string, Value>): string {
  const text = (value: Value) =>
    value.kind === "string"
      ? /^\w+$/.test(value.value)
        ? value.value
        : JSON.stringify(value.value)
      : value.kind === "number"
        ? String(value.value)
        : value.kind;
  return [...settings].map(([key, value]) => `${key}=${text(value)}`).join(", ");
}
