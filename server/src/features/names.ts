/** What requests about names share: the files that are searched, and places as the protocol wants them. */
import {
  type Module,
  type NameDefinition,
  type Occurrence,
  occurrencesOf,
  originsOf,
  type Program,
  type Span,
  type Workspace,
  withImports,
} from "@lathe/engine";
import { type Location, SymbolKind } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { type Neighbours, programOf } from "../neighbours.ts";

/** Where names are looked up. */
export interface Search {
  readonly program: Program;
  /** URI of the folder of the standard library, whose names stay as they are. */
  readonly library: string;
  /** The files that are searched: those that are open, and all that they import, also by way of others. */
  modules(): readonly Module[];
}

/** What a search needs of the server. */
interface Searched {
  readonly neighbours: Pick<Neighbours, "reach" | "moduleOf">;
  readonly workspace: Pick<Workspace, "openUris">;
}

/** A search from one file on. Files that are not open and that no open file imports are not known, and not searched. */
export function searchFrom({ neighbours, workspace }: Searched, start?: Module): Search {
  const program = programOf(neighbours);
  const modules = () => {
    const open = workspace.openUris.flatMap((uri) => neighbours.moduleOf(uri) ?? []);
    return withImports(program, start === undefined ? open : [start, ...open]);
  };
  return { program, library: neighbours.reach.library, modules };
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
