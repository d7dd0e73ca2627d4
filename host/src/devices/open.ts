/** The devices that are known: files of the workspace, and those that ship. A file is read when its device is asked for. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Device, type Devices, isRefusal, type Refusal, unknownDevice } from "@lathe/engine";
import { devicesFolder } from "./folder.ts";
import { type DeviceFile, readDevice } from "./read.ts";
import { deviceValidator, type Validate } from "./validate.ts";

/** Where a workspace keeps its own devices. */
export const ownDevices = ".lathe/devices";

/** More files of one folder are not looked at. */
const maximumFiles = 1000;

const shippedFolder = devicesFolder();

/**
 * Devices of the workspace folders `roots` (URIs), which win over those that ship, and table files that the user has named: by name the
 * path. A name that is no file's is looked for among the other names of all devices.
 */
export async function openDevices(
  roots: readonly string[],
  tables: ReadonlyMap<string, string> = new Map(),
): Promise<Devices> {
  const own = ownFiles(roots);
  const validate = own.size + tables.size === 0 ? undefined : await deviceValidator();
  return new KnownDevices(own, tables, validate);
}

/** Device files of workspace folders, by id; of two with the same the first folder's. */
export function ownFiles(roots: readonly string[]): ReadonlyMap<string, DeviceFile> {
  const files = new Map<string, DeviceFile>();
  for (const file of filesOfFolders(roots)) {
    const id = idOf(file);
    if (isId(id) && !files.has(id)) files.set(id, file);
  }
  return files;
}

/** Every file of JSON where workspace folders keep their devices, also those whose names no net can write. */
export function filesOfFolders(roots: readonly string[]): readonly DeviceFile[] {
  return roots.flatMap((uri) => {
    const root = folderOf(uri);
    return root === undefined ? [] : filesIn(join(root, ownDevices)).map((name) => ownFile(root, name));
  });
}

/** The device file behind a URI, which must lie in the workspace folder that it is named by, if it is in one. */
export function fileOfUri(uri: string, roots: readonly string[]): DeviceFile | undefined {
  if (!uri.startsWith("file:")) return undefined;
  const path = fileURLToPath(uri);
  const name = basename(path);
  const root = roots.map(folderOf).find((folder) => folder !== undefined && path === ownFile(folder, name).path);
  return root === undefined ? { name: `${ownDevices}/${name}`, path } : ownFile(root, name);
}

function ownFile(root: string, name: string): DeviceFile {
  return { name: `${ownDevices}/${name}`, path: join(root, ownDevices, name), root };
}

function folderOf(uri: string): string | undefined {
  return uri.startsWith("file:") ? fileURLToPath(uri).replace(/[\\/]$/, "") : undefined;
}

/** What a device must be called to be in its file. */
export function idOf({ path }: DeviceFile): string {
  return basename(path, ".json");
}

/** Whether nets can write it as a target. */
export function isId(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** Device files that ship, by id. */
export function shippedFiles(): ReadonlyMap<string, DeviceFile> {
  const files = filesIn(shippedFolder).map((name) => ({ name: `devices/${name}`, path: join(shippedFolder, name) }));
  return new Map(files.map((file) => [idOf(file), file]));
}

/** Names of the device files in a folder, in order; none where there is no such folder. */
function filesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^[^.].*\.json$/.test(name) && !name.endsWith(".schema.json"));
    return names.sort().slice(0, maximumFiles);
  } catch {
    return [];
  }
}

class KnownDevices implements Devices {
  readonly ids: readonly string[];
  private readonly own: ReadonlyMap<string, DeviceFile>;
  private readonly tables: ReadonlyMap<string, string>;
  private readonly shipped = shippedFiles();
  private readonly validate: Validate | undefined;
  private readonly known = new Map<string, Device | Refusal>();
  private byAlias: ReadonlyMap<string, string> | undefined;

  constructor(
    own: ReadonlyMap<string, DeviceFile>,
    tables: ReadonlyMap<string, string>,
    validate: Validate | undefined,
  ) {
    this.own = own;
    this.tables = tables;
    this.validate = validate;
    this.ids = [...new Set([...own.keys(), ...this.shipped.keys()])].sort();
  }

  get(name: string): Device | Refusal {
    const known = this.known.get(name) ?? this.find(name);
    this.known.set(name, known);
    return known;
  }

  private find(name: string): Device | Refusal {
    const table = this.tables.get(name);
    if (table !== undefined) return this.validated({ name, path: table });
    const own = this.own.get(name);
    if (own !== undefined) return this.validated(own);
    const shipped = this.shipped.get(name);
    if (shipped !== undefined) return readShipped(shipped);
    this.byAlias ??= this.readAliases();
    const id = this.byAlias.get(name);
    return id === undefined ? unknownDevice(name, this.ids, [...this.ids, ...this.byAlias.keys()]) : this.get(id);
  }

  private validated(file: DeviceFile): Device | Refusal {
    // Where there is a file to validate, its validator was loaded.
    return this.validate === undefined ? unknownDevice(file.name, this.ids) : readDevice(file, this.validate);
  }

  /** Reads all devices for their other names; a file that cannot be read has none. */
  private readAliases(): ReadonlyMap<string, string> {
    const ids = [...this.shipped.keys(), ...this.own.keys()];
    const pairs = ids.flatMap((id) => {
      const device = this.get(id);
      return isRefusal(device) ? [] : (device.aliases ?? []).map((alias) => [alias, id] as const);
    });
    return new Map(pairs);
  }
}

/** A file of ours: a test holds each against the schema, so that this need not. */
function readShipped({ path }: DeviceFile): Device {
  return JSON.parse(readFileSync(path, "utf8"));
}
