/** What is doubtful in a device file that fits the schema: figures that contradict each other, lead nowhere, or say too little. */
import { isRefusal } from "../base/report.ts";
import { operatorsByName } from "../operators/index.ts";
import { kindWords } from "./parts/index.ts";
import { type Device, type Grid, keyText, type Table, type TableKey } from "./profile.ts";
import type { Devices } from "./target.ts";

export interface DeviceFinding {
  /** `error`: figures would be wrong or are never used. `warning`: they may be right, and one should know. */
  readonly severity: "error" | "warning";
  /** Where, as a path of JSON: `/tables/0/grids/1/milliseconds/7`. */
  readonly path: string;
  /** What, why, and what to do. */
  readonly message: string;
}

/** More work that is faster by more than this share is doubtful. */
const maximumDrop = 0.03;

/** Between measured values that are further apart than this factor a straight line says little. */
const maximumGap = 8;

/** Repeats of one kernel that are further apart than this share are noise. */
const maximumSpread = 0.1;

/** Extents of which more is more work, all others being equal. */
const workExtents: ReadonlySet<string> = new Set(["in", "out", "out0", "out1", "out2", "rows", "batch", "elements"]);

/** Everything doubtful in a device; donors are looked up in `devices`. `name` is that of its file without `.json`, if it must be its id. */
export function lintDevice(device: Device, devices: Devices, name?: string): readonly DeviceFinding[] {
  const findings: DeviceFinding[] = [];
  const say = (severity: DeviceFinding["severity"], path: string, message: string) =>
    findings.push({ severity, path, message });
  if (name !== undefined && device.id !== name)
    say("error", "/id", `The file is called \`${name}\`, and so is its device: write "${name}".`);
  for (const [index, alias] of (device.aliases ?? []).entries()) {
    if (alias !== device.id && devices.ids.includes(alias))
      say("error", `/aliases/${index}`, `\`${alias}\` is the id of a device, so this name never leads here.`);
  }
  const seen = new Map<string, number>();
  for (const [index, table] of device.tables.entries()) {
    const path = `/tables/${index}`;
    const key = `${table.unit} ${keyText(table)}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else say("error", path, `Table ${first} is for ${keyText(table)} too, so this one is never used.`);
    if (!device.units.some(({ unit }) => unit === table.unit))
      say(
        "warning",
        path,
        `No unit \`${table.unit}\` is described, so kernels that the table lacks have no time at all.`,
      );
    lintTable(table, path, say);
    lintDonor(device, table, path, devices, say);
  }
  return findings;
}

type Say = (severity: DeviceFinding["severity"], path: string, message: string) => void;

function lintTable(table: Table, path: string, say: Say): void {
  const { provenance, exact = [], grids = [], coefficients = {}, ranges = {}, donor, error } = table;
  if (provenance.date === undefined)
    say("warning", `${path}/provenance`, "There is no date: nobody can tell whether the figures are out of date.");
  const kinds = Object.keys(coefficients);
  if (exact.length + grids.length + kinds.length === 0 && donor === undefined)
    say("error", path, "The table has no figures: neither `exact`, `grids`, `coefficients` nor a `donor`.");
  const idle = kinds.filter((kind) => Object.values(coefficients[kind] ?? {}).every((value) => value === 0));
  if (idle.length > 0)
    say("warning", `${path}/coefficients`, `Kernels of these kinds would take no time: ${idle.join(", ")}.`);
  for (const kind of kinds) {
    lintKind(kind, `${path}/coefficients/${escaped(kind)}`, say);
    if ((coefficients[kind]?.msPerMbBeyondCache ?? 0) > 0 && table.cacheBytes === undefined)
      say("error", `${path}/coefficients/${escaped(kind)}`, "`msPerMbBeyondCache` needs the table's `cacheBytes`.");
  }
  for (const [kind, { macs, bytes }] of Object.entries(ranges)) {
    const at = `${path}/ranges/${escaped(kind)}`;
    if (coefficients[kind] === undefined) say("warning", at, `There are no coefficients for \`${kind}\`.`);
    for (const [what, [low, high]] of Object.entries({ macs, bytes }))
      if (low > high) say("error", `${at}/${what}`, "The least is more than the most.");
  }
  if (error !== undefined && error.band[0] > error.band[1])
    say("error", `${path}/error/band`, "The lower end lies above the upper one.");
  if (error !== undefined && error.folds > error.n)
    say("error", `${path}/error/folds`, `There are more folds than cases (${error.n}).`);
  for (const [index, grid] of grids.entries()) lintGrid(grid, `${path}/grids/${index}`, say);
  lintExact(exact, `${path}/exact`, say);
}

/** A kind must be one that some op is lowered to, or no kernel ever finds it. */
function lintKind(kind: string, path: string, say: Say): void {
  const [first = "", second] = kind.split(" ");
  if (!kindWords.has(first)) {
    say("error", path, `No kernel is of the kind \`${kind}\`: kinds begin with ${[...kindWords].sort().join(", ")}.`);
  } else if (first === "elementwise" && second !== undefined && !operatorsByName.has(second)) {
    say("error", path, `No kernel is of the kind \`${kind}\`: there is no operator \`${second}\`.`);
  }
}

function lintGrid({ kind, axes, milliseconds }: Grid, path: string, say: Say): void {
  lintKind(kind, `${path}/kind`, say);
  let isRising = true;
  for (const [index, { extent, values }] of axes.entries()) {
    for (const [at, value] of values.entries()) {
      const before = values[at - 1];
      if (before === undefined) continue;
      const place = `${path}/axes/${index}/values/${at}`;
      if (value <= before) {
        isRising = false;
        say("error", place, `The values of \`${extent}\` must rise: ${value} stands behind ${before}.`);
      } else if (before > 0 && value / before > maximumGap) {
        say("warning", place, `A hole: nothing was measured between ${before} and ${value} of \`${extent}\`.`);
      }
    }
  }
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  if (milliseconds.length !== size) {
    const counts = axes.map(({ values }) => values.length).join(" × ");
    say("error", `${path}/milliseconds`, `A hole: there are ${milliseconds.length} times for ${counts} crossings.`);
  } else if (isRising) lintRows(axes, milliseconds, `${path}/milliseconds`, say);
}

function lintRows(axes: Grid["axes"], milliseconds: readonly number[], path: string, say: Say): void {
  let step = 1;
  for (const { extent, values } of axes.toReversed()) {
    for (const [index, time] of milliseconds.entries()) {
      const at = Math.floor(index / step) % values.length;
      const before = milliseconds[index - step];
      if (at === 0 || before === undefined || !workExtents.has(extent)) continue;
      lintStep({ extent, from: values[at - 1], to: values[at], before, time }, `${path}/${index}`, say);
    }
    step *= values.length;
  }
}

interface Step {
  readonly extent: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly before: number;
  readonly time: number;
}

function lintStep({ extent, from, to, before, time }: Step, path: string, say: Say): void {
  if (time >= before * (1 - maximumDrop)) return;
  const drop = Math.round((1 - time / before) * 100);
  const message = `Faster with more work: ${before} ms at ${extent}=${from}, but ${time} ms (${drop} % less) at ${extent}=${to}. Measure both again.`;
  say("warning", path, message);
}

/** The kernel of an exact entry, taken apart: its kind with what is fused into it, and its extents. */
function readSignature(signature: string): { readonly kind: string; readonly extents: ReadonlyMap<string, number> } {
  const [words = "", fused = ""] = signature.split(" with ");
  const extents = new Map<string, number>();
  const kind: string[] = [];
  for (const word of words.split(" ")) {
    const [, name, value] = /^(\w+)=([\d.]+)$/.exec(word) ?? [];
    if (name === undefined) kind.push(word);
    else extents.set(name, Number(value));
  }
  return { kind: fused === "" ? kind.join(" ") : `${kind.join(" ")} with ${fused}`, extents };
}

function lintExact(entries: NonNullable<Table["exact"]>, path: string, say: Say): void {
  const first = new Map<string, number>();
  /** By kind, varied extent and the values of all others: the entries, in the order of the file. */
  const rows = new Map<string, { readonly extent: string; readonly steps: [value: number, index: number][] }>();
  for (const [index, { kernel, milliseconds }] of entries.entries()) {
    const known = first.get(kernel);
    if (known !== undefined) {
      const other = entries[known]?.milliseconds ?? milliseconds;
      const spread = Math.abs(milliseconds - other) / Math.min(milliseconds, other);
      const noise = spread > maximumSpread ? `, ${Math.round(spread * 100)} % apart: that is noise` : "";
      say(
        "warning",
        `${path}/${index}`,
        `\`${kernel}\` stands here and in entry ${known}${noise}. Keep one, the median.`,
      );
      continue;
    }
    first.set(kernel, index);
    const { kind, extents } = readSignature(kernel);
    lintKind(kind, `${path}/${index}/kernel`, say);
    for (const [extent, value] of extents) {
      if (!workExtents.has(extent)) continue;
      const others = [...extents].filter(([name]) => name !== extent).map((pair) => pair.join("="));
      const key = `${kind}|${extent}|${others.join()}`;
      const row = rows.get(key) ?? { extent, steps: [] };
      row.steps.push([value, index]);
      rows.set(key, row);
    }
  }
  for (const { extent, steps } of rows.values()) {
    const sorted = steps.sort(([a], [b]) => a - b);
    for (const [at, [to, index]] of sorted.entries()) {
      const [from, previous] = sorted[at - 1] ?? [];
      const before = previous === undefined ? undefined : entries[previous]?.milliseconds;
      const time = entries[index]?.milliseconds;
      if (before !== undefined && time !== undefined)
        lintStep({ extent, from, to, before, time }, `${path}/${index}`, say);
    }
  }
}

function lintDonor(device: Device, table: Table, path: string, devices: Devices, say: Say): void {
  const problem = followDonors(device, table, devices, [table]);
  if (problem !== undefined) say("error", `${path}/donor`, problem);
}

/** Why the donors of a table lead to no end; undefined where they do. */
function followDonors(device: Device, { donor }: Table, devices: Devices, seen: readonly Table[]): string | undefined {
  if (donor === undefined) return undefined;
  // The estimate follows no more.
  if (seen.length > 3) return "Donors lead on over more than three tables, and are not followed so far.";
  const from = donor.device === undefined || donor.device === device.id ? device : devices.get(donor.device);
  if (isRefusal(from)) return `The donor leads nowhere: ${from.message}`;
  const found = from.tables.find((table) => isFor(table, donor));
  if (found === undefined) return `The donor leads nowhere: ${from.name} has no table for ${keyText(donor)}.`;
  if (seen.includes(found)) return "Donors lead in a circle: a kernel that none of them knows has no time.";
  return followDonors(from, found, devices, [...seen, found]);
}

function isFor(table: TableKey, { unit, runtime, precision, threads }: TableKey): boolean {
  return table.unit === unit && table.runtime === runtime && table.precision === precision && table.threads === threads;
}

/** A key as a path of JSON has it (RFC 6901). */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
