/** What requests about names share: the files that are searched, and places as the protocol wants them. */
import {
  isRefusal,
  type Module,
  type NameDefinition,
  type Occurrence,
  occurrencesOf,
  originsOf,
  type Program,
  refuse,
  resolveImport,
  type Span,
  withImports,
} from "@lathe/engine";
import { type Location, SymbolKind } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import type { FeatureHost } from "../feature.ts";

/** Where names are looked up. */
export interface Search {
  readonly program: Program;
  /** URI of the folder of the standard library, whose names stay as they are. */
  readonly library: string;
  /** The files that are searched: those that are open, and all that they import, also by way of others. */
  modules(): readonly Module[];
}

/** A search from one file on. Files that are not open and that no open file imports are not known, and not searched. */
export function searchFrom(host: Pick<FeatureHost, "analyse" | "workspace" | "reach">, start?: Module): Search {
  const known = new Map<string, Module | undefined>();
  const moduleAt = (uri: string): Module | undefined => {
    if (!known.has(uri)) known.set(uri, host.analyse(uri)?.module);
    return known.get(uri);
  };
  const program: Program = {
    imported(from, path) {
      const uri = resolveImport(host.reach, from.uri, path);
      return isRefusal(uri) ? uri : (moduleAt(uri) ?? refuse("silent", "not known"));
    },
  };
  const modules = () => {
    const open = host.workspace.openUris.flatMap((uri) => moduleAt(uri) ?? []);
    return withImports(program, start === undefined ? open : [start, ...open]);
  };
  return { program, library: host.reach.library, modules };
}

export function toLocation({ uri, file }: Module, span: Span): Location {
  return { uri, range: toRange(file.lines, span) };
}

/** The name at an offset and where it is defined; undefined where there is no name, or nothing known of it. */
export function definedAt(
  { program }: Search,
  module: Module,
  offset: number,
): { readonly occurrence: Occurrence; readonly definitions: readonly NameDefinition[] } | undefined {
  const occurrence = occurrencesOf(module).at(offset);
  if (occurrence === undefined) return undefined;
  const definitions = originsOf(program, occurrence.refers);
  return definitions.length === 0 ? undefined : { occurrence, definitions };
}

/** What can be called, as editors show it. */
export const callableKinds: ReadonlyMap<NameDefinition["kind"], SymbolKind> = new Map([
  ["net", SymbolKind.Class],
  ["variant", SymbolKind.Class],
  ["block", SymbolKind.Function],
  ["fn", SymbolKind.Function],
  ["op", SymbolKind.Operator],
]);
