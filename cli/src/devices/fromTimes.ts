/** A device file of a CSV of kernels that were measured: a new one, or further tables of one that is there. */
import { existsSync, mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Device, isRefusal, lintDevice, type Table } from "@lathe/engine";
import {
  deviceValidator,
  folderUri,
  openDevices,
  ownDevices,
  type RowDefaults,
  readDevice,
  readTimesFile,
  tablesFromTimes,
  writeTogether,
} from "@lathe/host";
import { type Outcome, outcome, toJson } from "../output.ts";
import { resolvePath } from "../project.ts";

export interface TimesOptions extends RowDefaults {
  readonly id?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly output?: string;
  readonly json?: boolean;
}

const kinds = ["phone", "board", "microcontroller", "accelerator", "host"] as const;

export async function deviceFromTimes(file: string, root: string, options: TimesOptions): Promise<Outcome> {
  const { id, kind = "board" } = options;
  if (id === undefined || !/^[A-Za-z_]\w*$/.test(id))
    return outcome(2, "", "--from needs --id, what nets shall call the device: letters, digits and `_`.\n");
  const known = kinds.find((each) => each === kind);
  if (known === undefined) return outcome(2, "", `--kind is "${kind}"; it must be ${kinds.join(", ")}.\n`);
  const text = readTimesFile(file, resolvePath(file));
  if (isRefusal(text)) return outcome(1, "", `${text.message}\n`);
  const provenance = {
    source: options.source ?? "measured here",
    licence: options.licence ?? "not published",
    date: new Date().toISOString().slice(0, 10),
  };
  const times = tablesFromTimes(text.text, provenance, options);
  if (isRefusal(times)) {
    const lines = times.message.split("\n").map((line) => `${file}: ${line}.\n`);
    return outcome(1, "", `${lines.join("")}${times.help === undefined ? "" : `  ${times.help}\n`}`);
  }
  const place = options.output === undefined ? join(root, ownDevices, `${id}.json`) : resolvePath(options.output);
  const name = options.output ?? `${ownDevices}/${id}.json`;
  const before = existsSync(place) ? readDevice({ name, path: place }, await deviceValidator()) : undefined;
  if (before !== undefined && isRefusal(before)) return outcome(1, "", `${before.message}\n`);
  const device = withTables(before ?? newDevice(id, known, options), id, times.tables);
  if (options.output === undefined) mkdirSync(dirname(place), { recursive: true });
  const written = await writeTogether(
    place,
    () => [],
    async ({ folder, name: own }) => {
      await writeFile(join(folder, own), `${JSON.stringify(device, null, 2)}\n`);
      return true;
    },
  );
  if (isRefusal(written)) return outcome(1, "", `${written.message}\n`);
  const findings = lintDevice(device, await openDevices([folderUri(root)]));
  const notes = [...times.notes, ...findings.map(({ severity, path, message }) => `${severity}: ${path}: ${message}`)];
  const said = notes.map((note) => `${name}: ${note}\n`).join("");
  const counts = times.tables.map((table) => ({
    runtime: table.runtime,
    precision: table.precision,
    threads: table.threads,
    entries: table.exact?.length ?? 0,
    grids: table.grids?.length ?? 0,
  }));
  if (options.json === true) return outcome(0, toJson({ version: 1, file: name, id, tables: counts, notes }), said);
  const lines = counts.map(
    ({ runtime, precision, threads, entries, grids }) =>
      `  ${runtime}, ${precision}, ${threads} thread${threads === 1 ? "" : "s"}: ${countText(entries, "kernel")} and ${countText(grids, "grid")}\n`,
  );
  return outcome(0, `${name} written: write \`target ${id}\` in a net.\n${lines.join("")}`, said);
}

function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function newDevice(id: string, kind: Device["kind"], { name = id }: TimesOptions): Device {
  return { id, name, kind, units: [], takes: [], tables: [] };
}

/** New tables stand in the place of those for the same unit, runtime, precision and threads. */
function withTables(device: Device, id: string, tables: readonly Table[]): Device {
  const isSame = (a: Table) => (b: Table) =>
    a.unit === b.unit && a.runtime === b.runtime && a.precision === b.precision && a.threads === b.threads;
  const kept = device.tables.filter((table) => !tables.some(isSame(table)));
  return { ...device, id, tables: [...tables, ...kept] };
}
