/** The texts of `devices/`: facts written by hand, and tables fitted to measurements. */
import type { Device, Precision, ProcessingUnit, Table, TableKey } from "../../engine/src/devices/profile.ts";
import { quantile } from "../../engine/src/devices/validate.ts";
import { type Facts, facts, type UnitFacts } from "./facts.ts";
import { lowered } from "./lowered.ts";
import type { Results } from "./made.ts";
import type { MeasuredSet } from "./measured.ts";
import { gdcmPhones } from "./sets/gdcmPhones.ts";

/** Beyond this many per cent a table tells nothing that a roofline would not: it is not shipped. */
const worst = 40;

export function deviceFiles({ sets, tables }: Results): readonly { readonly id: string; readonly text: string }[] {
  const known = new Map<string, Facts>(gdcmPhones.map(({ id, name, column }) => [id, phoneFacts(id, name, column)]));
  for (const own of facts) {
    const aliases = [...(known.get(own.id)?.aliases ?? []), ...(own.aliases ?? [])];
    known.set(own.id, { ...own, ...(aliases.length > 0 && { aliases }) });
  }
  return [...known.values()]
    .map((own) => {
      const ownTables = tables.filter(({ device, table }) => device === own.id && (table.error?.mape ?? 0) <= worst);
      const ordered = [...ownTables].sort(
        (a, b) =>
          Number(isFirst(b.table, own.first)) - Number(isFirst(a.table, own.first)) ||
          a.recipe - b.recipe ||
          order(a.table) - order(b.table),
      );
      const speeds = sets.filter(({ device }) => device === own.id);
      return {
        id: own.id,
        text: deviceText(
          own,
          ordered.map(({ table }) => table),
          speeds,
        ),
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function phoneFacts(id: string, name: string, column: string): Facts {
  return {
    id,
    name,
    kind: "phone",
    aliases: [column, column.replace(/_0$/, "")].filter((alias) => alias !== id),
    units: [{ unit: "cpu", name: "one core, which one is not said" }],
    takes: [
      { format: ".tflite", isProduced: false },
      { format: "ONNX", isProduced: true, note: "with ONNX Runtime; the tables are of other runtimes" },
    ],
  };
}

function isFirst(table: Table, first: Facts["first"]): boolean {
  if (first === undefined) return false;
  const { unit, runtime, precision, threads } = { ...table, ...first };
  return unit === table.unit && runtime === table.runtime && precision === table.precision && threads === table.threads;
}

/** Units one after the other, one thread before many, float before integers. */
function order({ unit, threads, precision }: TableKey): number {
  return (unit === "cpu" ? 0 : 1000) + threads * 10 + (precision === "int8" ? 1 : 0);
}

function deviceText(
  { first: _, units, ...own }: Facts,
  tables: readonly Table[],
  sets: readonly MeasuredSet[],
): string {
  const device: Device = {
    ...own,
    units: units.map((unit) => withSpeeds(unit, sets)),
    tables: tables.map(withoutEmpty).map(dated),
  };
  const { id, name, kind, aliases, chip, ...rest } = device;
  const ordered = { $schema: "./device.schema.json", id, name, kind, aliases, chip, ...rest };
  return `${JSON.stringify(ordered, rounded, 2)}\n`;
}

/** A kind that a fit found no time for is not known: an estimate looks further, and never says nothing. */
function withoutEmpty(table: Table): Table {
  if (table.coefficients === undefined) return table;
  const known = Object.entries(table.coefficients).filter(([, numbers]) => Object.keys(numbers).length > 0);
  const coefficients = Object.fromEntries(known);
  const ranges = Object.entries(table.ranges ?? {}).filter(([kind]) => coefficients[kind] !== undefined);
  return { ...table, coefficients, ...(table.ranges !== undefined && { ranges: Object.fromEntries(ranges) }) };
}

/** When sources that say it were published. */
const dates: readonly (readonly [part: string, date: string])[] = [
  ["mlcommons/tiny_results_v0.7", "2022-04"],
  ["mlcommons/tiny_results_v1.0", "2022-11"],
  ["mlcommons/tiny_results_v1.1", "2023-06"],
  ["iitm-sysdl/Generalizable-DNN-cost-models", "2020"],
  ["mit-han-lab/hardware-aware-transformers", "2020"],
  ["HayeonLee/HELP", "2021"],
  ["microsoft/nn-Meter @28e982e3ac44", "2021"],
];

function dated(table: Table): Table {
  const date = dates.find(([part]) => table.provenance.source.includes(part))?.[1];
  return date === undefined ? table : { ...table, provenance: { ...table.provenance, date } };
}

/** What the fastest of the measured nets and blocks reach, where nothing else is stated: a roof that stands, and no peak of a data sheet. */
function withSpeeds(unit: UnitFacts, sets: readonly MeasuredSet[]): ProcessingUnit {
  if (unit.gmacsPerSecond !== undefined && unit.source !== undefined)
    return { ...unit, gmacsPerSecond: unit.gmacsPerSecond, source: unit.source };
  const speeds: Partial<Record<Precision, number>> = {};
  for (const precision of ["fp32", "fp16", "int8"] as const) {
    const own = sets.filter(
      ({ key }) =>
        key.unit === unit.unit &&
        (key.unit !== "cpu" || key.threads === 1) &&
        arithmeticOf(key.precision) === precision,
    );
    const found = own.flatMap((set) => lowered(set).map(({ macs, milliseconds }) => macs / milliseconds / 1e6));
    if (found.length > 0) speeds[precision] = quantile(found, 0.95);
  }
  return {
    ...unit,
    gmacsPerSecond: speeds,
    source: "the fastest twentieth of the nets and blocks that were measured here",
  };
}

function arithmeticOf(precision: Precision): Precision {
  return precision === "dynamic-int8" ? "fp32" : precision;
}

/** Four digits are more than a measurement has. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
