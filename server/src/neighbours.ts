/** What features may know of files other than the one at hand. */
import {
  type Declaration,
  type Devices,
  type FileContent,
  isRefusal,
  type Module,
  noDevices,
  type Program,
  type Reach,
  type Refusal,
  refuse,
  resolveImport,
} from "@lathe/engine";

export interface Neighbours {
  readonly reach: Reach;
  /** What a `.net` file declares, without running it; undefined where it cannot be read. */
  moduleOf(uri: string): Module | undefined;
  /** Names of the entries of a folder, folders with a `/` behind them; none where it cannot be read. */
  entriesOf(folder: string): readonly string[];
  /** What a file of weights or data holds, by the path written in the file `from`. Refuses what is not known (yet). */
  contentOf(from: string, path: string): FileContent | Refusal;
  readonly devices: Devices;
}

/** A file all alone. */
export const noNeighbours: Neighbours = {
  reach: { library: "", roots: [] },
  moduleOf: () => undefined,
  entriesOf: () => [],
  contentOf: () => refuse("silent", "not loaded"),
  devices: noDevices,
};

/** Finds what imports name. */
export function programOf(neighbours: Pick<Neighbours, "reach" | "moduleOf">): Program {
  return {
    imported(from, path) {
      const uri = resolveImport(neighbours.reach, from.uri, path);
      if (isRefusal(uri)) return uri;
      return neighbours.moduleOf(uri) ?? refuse("import-not-found", `"${path}" cannot be read.`);
    },
  };
}

/** A file of the standard library: how imports name it, and what it declares. */
export interface LibraryFile {
  /** `std/mobile.net` */
  readonly path: string;
  readonly module: Module;
}

export function libraryOf({ reach, entriesOf, moduleOf }: Neighbours): readonly LibraryFile[] {
  return entriesOf(reach.library).flatMap((entry) => {
    const module = entry.endsWith(".net") ? moduleOf(reach.library + entry) : undefined;
    return module === undefined ? [] : [{ path: `std/${entry}`, module }];
  });
}

/** What a name of a file stands for that is declared here or imported; undefined for all others. */
export function declarationOf(neighbours: Neighbours, module: Module, name: string): Declaration | undefined {
  const own = module.declarations.get(name);
  if (own !== undefined) return own;
  const imported = module.imports.get(name);
  if (imported === undefined) return undefined;
  const from = programOf(neighbours).imported(module, imported.path);
  return isRefusal(from) ? undefined : from.declarations.get(imported.name);
}
