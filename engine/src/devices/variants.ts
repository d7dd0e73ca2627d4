/** The tables of a device, each by the target that picks it. */
import type { Value } from "../base/value.ts";
import type { Device, Table } from "./profile.ts";
import { resolveSettings, targetText } from "./target.ts";

export interface Variant {
  /** As it is written: `pixel4`, `pixel4(threads=4)`. */
  readonly target: string;
  readonly table: Table;
}

/** What tells tables apart. The precision comes last: a target that names it counts the whole net in it, whatever its annotations say. */
const settings = ["threads", "runtime", "unit", "precision"] as const;

/** Sets of them, the smaller first. */
const picks = [...Array(2 ** settings.length).keys()]
  .map((bits) => settings.filter((_, index) => (bits & (1 << index)) !== 0))
  .sort((a, b) => a.length - b.length);

/** Every table with the fewest settings that pick it; the one that is meant without any first. Of two with the same key only the first. */
export function variantsOf(device: Device, name: string = device.id): readonly Variant[] {
  return device.tables.flatMap((table) => {
    for (const pick of picks) {
      const chosen = new Map(pick.map((setting): [string, Value] => [setting, asValue(table[setting])]));
      if (resolveSettings(device, chosen) === table) return [{ target: targetText(name, chosen), table }];
    }
    return [];
  });
}

function asValue(value: string | number): Value {
  return typeof value === "number" ? { kind: "number", value, isFloat: false } : { kind: "string", value };
}
