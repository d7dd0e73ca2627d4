/** Everything that is known of one device, to be read. */
import {
  type BoardMemory,
  type Device,
  type Energy,
  formatBytes,
  formatCount,
  formatExact,
  keyText,
  type Precision,
  type ProcessingUnit,
  type Table,
  variantsOf,
} from "@lathe/engine";
import { exactBytes } from "../output.ts";
import { plainTable } from "../table.ts";
import { originsOf, type Place } from "./words.ts";

/** A label and what stands beside it, line by line; nothing where there is no line. */
type Entry = readonly [label: string, lines: readonly string[]];

/** Columns that labels take. */
const labelWidth = 13;

export function deviceText(device: Device, { file, isOwn }: Place): string {
  const { id, name, kind, chip, aliases = [], units, memory, takes, energy, legality, tables } = device;
  const head = entriesText([
    ["kind", [[kind, ...(chip === undefined ? [] : [chip])].join(", ")]],
    ["other names", aliases.length === 0 ? [] : [aliases.join(", ")]],
    ["file", [`${file}${isOwn ? "" : ", which ships with Lathe"}`]],
    ...units.map((unit): Entry => [unit.unit.toUpperCase(), unitLines(unit)]),
    ["memory", memory === undefined ? [] : memoryLines(memory)],
    ["takes", takes.map(takenLine)],
    ["energy", energy === undefined ? [] : energyLines(energy)],
    ["rules", legality === undefined ? [] : ["the TOSA base profile at level 8K"]],
  ]);
  const variants = new Map(variantsOf(device).map(({ target, table }) => [table, target]));
  const parts = tables.map((table) => tableText(table, variants.get(table)));
  return [`${id}: ${name}\n${head}`, ...(parts.length === 0 ? ["Nothing has been measured there yet.\n"] : parts)].join(
    "\n",
  );
}

function entriesText(entries: readonly Entry[]): string {
  return entries
    .flatMap(([label, lines]) =>
      lines.map((line, index) => `  ${(index === 0 ? label : "").padEnd(labelWidth)} ${line}`.trimEnd()),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function unitLines(unit: ProcessingUnit): readonly string[] {
  const { name, gmacsPerSecond, gigabytesPerSecond, channelAlignment, hasInt8Products, source } = unit;
  const rates = byPrecision(gmacsPerSecond, (rate) => `${formatCount(rate * 1e9)} MACs/s`);
  const traffic = gigabytesPerSecond === undefined ? [] : [`${gigabytesPerSecond} GB/s to memory`];
  const each = unit.unit === "cpu" ? " for each thread" : "";
  const speed = [...(rates === "" ? [] : [rates + each]), ...traffic];
  const products =
    hasInt8Products === undefined ? [] : [`${hasInt8Products ? "has" : "no"} instructions for 8-bit products`];
  const alignment =
    channelAlignment === undefined ? [] : [`computes channels at once: ${byPrecision(channelAlignment, String)}`];
  const abilities = [...alignment, ...products];
  return [
    name,
    ...(speed.length === 0 ? [] : [speed.join(", ")]),
    ...(abilities.length === 0 ? [] : [abilities.join("; ")]),
    `source: ${source}`,
  ];
}

/** `12.7 G MACs/s in fp32, 25.3 G MACs/s in fp16` */
function byPrecision(values: Readonly<Partial<Record<Precision, number>>>, text: (value: number) => string): string {
  return Object.entries(values)
    .map(([precision, value]) => `${text(value)} in ${precision}`)
    .join(", ");
}

function memoryLines(memory: BoardMemory): readonly string[] {
  const { sramBytes, flashBytes, overheadBytes, codeBytes, alignment, planner, depthwiseInPlace, source } = memory;
  const code = codeBytes === undefined ? "" : `, of which the runtime's code takes ${exactBytes(codeBytes)}`;
  const inPlace =
    depthwiseInPlace === undefined
      ? ""
      : `; depthwise convolutions ${depthwiseInPlace ? "" : "never "}write over their input`;
  return [
    `${exactBytes(sramBytes)} SRAM, of which the runtime takes ${exactBytes(overheadBytes)}`,
    `${exactBytes(flashBytes)} flash${code}`,
    `planned by ${planner}, at multiples of ${alignment} B${inPlace}`,
    `source: ${source}`,
  ];
}

function takenLine({ format, isProduced, note }: Device["takes"][number]): string {
  return [`${format}${isProduced ? "" : " (not written by Lathe)"}`, ...(note === undefined ? [] : [note])].join(": ");
}

function energyLines({ picojoulesPerMac, picojoulesPerByte, source }: Energy): readonly string[] {
  const { onChip, offChip } = picojoulesPerByte;
  const near = onChip === undefined ? "" : `${onChip} pJ on the chip, `;
  return [
    `for each MAC ${byPrecision(picojoulesPerMac, (value) => `${value} pJ`)}`,
    `for each byte ${near}${offChip} pJ outside`,
    `source: ${source}`,
  ];
}

function tableText(table: Table, target: string | undefined): string {
  const { provenance, error, donor, exact = [], grids = [], cacheBytes, runMilliseconds } = table;
  const heading = target === undefined ? "never used" : `target ${target}`;
  const dated = provenance.date === undefined ? "without a date" : provenance.date;
  const entries: readonly Entry[] = [
    ["from", [originsOf(table).join(" + ")]],
    ["measured by", provenance.source.split("; ")],
    ["licence", [`${provenance.licence}; ${dated}`]],
    ["note", provenance.note === undefined ? [] : [provenance.note]],
    ["error", error === undefined ? ["not measured"] : errorLines(error)],
    ["each run", runMilliseconds === undefined ? [] : [`${runMilliseconds} ms on top`]],
    ["cache", cacheBytes === undefined ? [] : [exactBytes(cacheBytes)]],
    ["donor", donor === undefined ? [] : [donorLine(donor)]],
    ["exact", exact.length === 0 ? [] : [`${exact.length} kernels: ${kindsText(exact.map(({ kernel }) => kernel))}`]],
    ["grids", grids.map(gridLine)],
  ];
  return `${heading}: ${keyText(table)}\n${entriesText(entries)}${kindsTable(table)}`;
}

function errorLines({
  n,
  heldOut,
  folds,
  mape,
  p90,
  within10,
  rank,
  band: [low, high],
  covered,
}: NonNullable<Table["error"]>): readonly string[] {
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  return [
    `${mape.toFixed(1)} % on average, nine of ten within ${p90.toFixed(1)} %, ${share(within10)} of all within 10 %; rank correlation ${rank}`,
    `of ${formatExact(n)} cases: ${heldOut} held out, in ${folds} fold${folds === 1 ? "" : "s"}`,
    `band: a run takes ${low} to ${high} times what is said; ${share(covered)} of the cases do`,
  ];
}

function donorLine({ device, scale, low, high, n, ...key }: NonNullable<Table["donor"]>): string {
  const of = device === undefined ? "" : ` of ${device}`;
  const spread = low === undefined || high === undefined ? "" : `, ${low} to ${high}`;
  return `${scale} times ${keyText(key)}${of} (measured on ${n} net${n === 1 ? "" : "s"}${spread})`;
}

/** `conv 1x1 (12), elementwise add (3)`: how many of some kernels are of which kind. */
function kindsText(kernels: readonly string[]): string {
  const kinds = Map.groupBy(kernels, (kernel) => kernel.replace(/ \w+=.*$/, ""));
  return [...kinds].map(([kind, own]) => `${kind} (${own.length})`).join(", ");
}

/** `conv 1x1: in 8–512 (7) × out 16–1024 (5), at rows=1` */
function gridLine({ kind, axes, fixed = {} }: NonNullable<Table["grids"]>[number]): string {
  const sides = axes.map(({ extent, values }) => `${extent} ${values[0]}–${values.at(-1)} (${values.length})`);
  const at = Object.entries(fixed).map(([extent, value]) => `${extent}=${value}`);
  return `${kind}: ${sides.join(" × ")}${at.length === 0 ? "" : `, at ${at.join(", ")}`}`;
}

/** The coefficients of each kind, and the kernels that they were fitted to, if there were any; columns that nothing stands in are left out. */
function kindsTable({ coefficients = {}, ranges = {} }: Table): string {
  const kinds = Object.entries(coefficients).map(([kind, numbers]) => ({ kind, numbers, range: ranges[kind] }));
  if (kinds.length === 0) return "";
  const number = (value: number | undefined) => (value === undefined || value === 0 ? "" : String(value));
  const between = (range: readonly [number, number] | undefined, format: (value: number) => string) =>
    range === undefined || range[1] === 0 ? "" : `${format(range[0])}–${format(range[1])}`;
  const columns = [
    { label: "ms/GMAC", cells: kinds.map(({ numbers }) => number(numbers.msPerGmac)) },
    { label: "ms/MB", cells: kinds.map(({ numbers }) => number(numbers.msPerMb)) },
    { label: "beyond cache", cells: kinds.map(({ numbers }) => number(numbers.msPerMbBeyondCache)) },
    { label: "ms/MB of weights", cells: kinds.map(({ numbers }) => number(numbers.msPerWeightMb)) },
    { label: "ms/kernel", cells: kinds.map(({ numbers }) => number(numbers.msPerKernel)) },
    { label: "fitted to", cells: kinds.map(({ range }) => (range === undefined ? "" : formatExact(range.n))) },
    { label: "MACs", cells: kinds.map(({ range }) => between(range?.macs, formatCount)) },
    { label: "bytes", cells: kinds.map(({ range }) => between(range?.bytes, formatBytes)) },
  ].filter(({ cells }) => cells.some((cell) => cell !== ""));
  const table = plainTable(
    ["  kind", ...columns.map(({ label }) => label)],
    ["left", ...columns.map(() => "right" as const)],
  );
  for (const [index, { kind }] of kinds.entries())
    table.push([`  ${kind}`, ...columns.map(({ cells }) => cells[index] ?? "")]);
  return `\n${table.toString().replaceAll(/^ /gm, "")}\n`;
}
