/** The devices that are known: a list of all, or everything that is known of those that are named. */
import { type Device, isRefusal, keyText } from "@lathe/engine";
import { folderUri, openDevices, ownFiles } from "@lathe/host";
import { type Outcome, outcome, toJson } from "../output.ts";
import { resolvePath } from "../project.ts";
import { plainTable } from "../table.ts";
import { tableNames } from "../targets.ts";
import { deviceJson, deviceSummaryJson } from "./json.ts";
import { deviceText } from "./text.ts";
import { originsOf, shortErrorText } from "./words.ts";

/** Names are ids, other names, or device files; those that are not known are said, and the exit code is 1. */
export async function listDevices(
  names: readonly string[],
  root: string,
  { json = false }: { readonly json?: boolean },
): Promise<Outcome> {
  const roots = [folderUri(root)];
  const files = new Map(names.flatMap(tableNames).map((name) => [name, resolvePath(name)]));
  const known = await openDevices(roots, files);
  const own = ownFiles(roots);
  const fileOf = (name: string, { id }: Device) =>
    files.has(name) ? name : (own.get(id)?.name ?? `devices/${id}.json`);
  const isOwn = (name: string, { id }: Device) => files.has(name) || own.has(id);
  const errors: string[] = [];
  const found: { readonly name: string; readonly device: Device }[] = [];
  for (const name of names.length === 0 ? known.ids : names) {
    const device = known.get(name);
    if (!isRefusal(device)) found.push({ name, device });
    else errors.push(device.help === undefined ? device.message : `${device.message}\n  ${device.help}`);
  }
  const said = errors.map((error) => `${error}\n`).join("");
  const code = errors.length === 0 ? 0 : 1;
  if (json) {
    const write = names.length === 0 ? deviceSummaryJson : deviceJson;
    const devices = found.map(({ name, device }) =>
      write(device, { file: fileOf(name, device), isOwn: isOwn(name, device) }),
    );
    return outcome(code, toJson({ version: 1, devices, errors }), said);
  }
  if (names.length === 0) return outcome(code, listText(found.map(({ device }) => device)), said);
  const texts = found.map(({ name, device }) =>
    deviceText(device, { file: fileOf(name, device), isOwn: isOwn(name, device) }),
  );
  return outcome(code, texts.join("\n"), said);
}

function listText(found: readonly Device[]): string {
  const [first] = found;
  if (first === undefined) return "";
  const table = plainTable(
    ["device", "name", "kind", "table", "from", "error"],
    ["left", "left", "left", "left", "left", "left"],
  );
  for (const device of found) {
    const lines = device.tables.map((each) => [keyText(each), originsOf(each).join(" + "), shortErrorText(each)]);
    const [head = ["no latency yet", "", ""], ...others] = lines;
    table.push([device.id, device.name, device.kind, ...head]);
    for (const line of others) table.push(["", "", "", ...line]);
  }
  const count = `${found.length} device${found.length === 1 ? "" : "s"}`;
  return `${table.toString()}\n\n${count}. Write \`target ${first.id}\` in a net, or \`--target ${first.id}\`; \`lathe devices ${first.id}\` has everything that is known of one.\n`;
}
