/** The list of devices that are known, with their tables and how wrong these may be. */
import { type Device, type Devices, isRefusal, keyText, type Table } from "@lathe/engine";
import { folderUri, openDevices, ownFiles } from "@lathe/host";
import { type Outcome, outcome, toJson } from "../output.ts";
import { plainTable } from "../table.ts";

export async function listDevices(
  names: readonly string[],
  root: string,
  { json = false }: { readonly json?: boolean },
): Promise<Outcome> {
  const roots = [folderUri(root)];
  const known = await openDevices(roots);
  const own = ownFiles(roots);
  const errors: string[] = [];
  const found: Device[] = [];
  for (const name of names.length === 0 ? known.ids : names) {
    const device = known.get(name);
    if (!isRefusal(device)) found.push(device);
    else errors.push(device.help === undefined ? device.message : `${device.message}\n  ${device.help}`);
  }
  const said = errors.map((error) => `${error}\n`).join("");
  const code = errors.length === 0 ? 0 : 1;
  if (json) {
    const devices = found.map((device) => deviceJson(device, own.has(device.id)));
    return outcome(code, toJson({ version: 1, devices, errors }), said);
  }
  return outcome(code, found.length === 0 ? "" : listText(found, known), said);
}

/** What a table's figures come from, the surest first. */
function originsOf({ exact = [], grids = [], coefficients = {}, donor }: Table): readonly string[] {
  return [
    ...(exact.length > 0 ? ["table"] : []),
    ...(grids.length > 0 ? ["interpolated"] : []),
    ...(Object.keys(coefficients).length > 0 ? ["fitted"] : []),
    ...(donor === undefined ? [] : ["donor"]),
  ];
}

function deviceJson(
  { id, name, kind, chip, aliases = [], memory, takes, energy, legality, tables }: Device,
  isOwn: boolean,
): unknown {
  return {
    id,
    name,
    kind,
    chip: chip ?? null,
    aliases,
    own: isOwn,
    memory:
      memory === undefined
        ? null
        : { sram_bytes: memory.sramBytes, flash_bytes: memory.flashBytes, planner: memory.planner },
    energy: energy !== undefined,
    legality: legality ?? null,
    takes: takes.map(({ format, isProduced }) => ({ format, produced: isProduced })),
    tables: tables.map((table) => {
      const { unit, runtime, precision, threads, provenance, error } = table;
      return {
        unit,
        runtime,
        precision,
        threads,
        from: originsOf(table),
        mape: error?.mape ?? null,
        p90: error?.p90 ?? null,
        band: error?.band ?? null,
        n: error?.n ?? null,
        held_out: error?.heldOut ?? null,
        source: provenance.source,
        licence: provenance.licence,
        date: provenance.date ?? null,
      };
    }),
  };
}

function listText(found: readonly Device[], { ids }: Devices): string {
  const table = plainTable(
    ["device", "name", "kind", "table", "from", "error"],
    ["left", "left", "left", "left", "left", "left"],
  );
  for (const device of found) {
    const lines = device.tables.map((each) => [keyText(each), originsOf(each).join(" + "), errorText(each)]);
    const [first = ["no latency yet", "", ""], ...others] = lines;
    table.push([device.id, device.name, device.kind, ...first]);
    for (const line of others) table.push(["", "", "", ...line]);
  }
  const all = found.length === ids.length ? "" : ` of ${ids.length}`;
  return `${table.toString()}\n\n${found.length}${all} device${ids.length === 1 ? "" : "s"}. Write \`target ${found[0]?.id}\` in a net, or \`--target ${found[0]?.id}\`.\n`;
}

/** `3.1 % (90 % within 6.8 %) of 134 nets` */
function errorText({ error }: Table): string {
  if (error === undefined) return "not measured";
  const { mape, p90, n, heldOut } = error;
  return `${mape.toFixed(1)} %, nine of ten within ${p90.toFixed(1)} %, n = ${n} (${heldOut} held out)`;
}
