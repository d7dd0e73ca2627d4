/** What the open files, and all that they import, declare. */
import { type Module, occurrencesOf } from "@lathe/engine";
import { SymbolKind, type WorkspaceSymbol } from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { callableKinds, searchFrom, toLocation } from "./names.ts";

/** Declarations whose names have the letters of the query in this order. */
export function workspaceSymbols(modules: readonly Module[], query: string): WorkspaceSymbol[] {
  return modules.flatMap((module) =>
    [...occurrencesOf(module).declared.values()]
      .filter(({ name }) => hasLetters(name.toLowerCase(), query.toLowerCase()))
      .map(({ name, kind, span }) => ({
        name,
        kind: callableKinds.get(kind) ?? SymbolKind.Variable,
        location: toLocation(module, span),
        containerName: module.uri.slice(module.uri.lastIndexOf("/") + 1),
      })),
  );
}

function hasLetters(name: string, query: string): boolean {
  let at = 0;
  for (const letter of query) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

export const workspaceSymbolsFeature: Feature = {
  name: "workspace symbols",
  capabilities: { workspaceSymbolProvider: true },
  attach(connection, host) {
    connection.onWorkspaceSymbol(({ query }) => {
      const { modules } = searchFrom(host);
      return workspaceSymbols(modules(), query);
    });
  },
};
