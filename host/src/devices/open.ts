/** The devices that are known: files of the workspace, and those that ship. A file is read when its device is asked for. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
  for (const uri of roots) {
    if (!uri.startsWith("file:")) continue;
    const root = fileURLToPath(uri).replace(/[\\/]$/, "");
    for (const id of idsIn(join(root, ownDevices))) {
      const name = `${ownDevices}/${id}.json`;
      if (!files.has(id)) files.set(id, { name, path: join(root, ownDevices, `${id}.json`), root });
    }
  }
  return files;
}

/** Device files that ship, by id. */
export function shippedFiles(): ReadonlyMap<string, DeviceFile> {
  const ids = idsIn(shippedFolder);
  return new Map(
    ids.map((id) => [id, { name: `devices/${id}.json`, path: join(shippedFolder, `${id}.json`) }] as const),
  );
}

/** Ids of the device files in a folder, in order; none where there is no such folder. */
function idsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).flatMap((name) => /^([A-Za-z_]\w*)\.json$/.exec(name)?.[1] ?? []);
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
