/** The outline: what a file declares, and what its nets and blocks bind. */

import { type Declaration, type Module, type SourceChunk, type SourceLines, spanOf, type syntax } from "@lathe/engine";
import { type DocumentSymbol, SymbolKind } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

const kinds: Readonly<Record<Declaration["kind"], SymbolKind>> = {
  net: SymbolKind.Class,
  variant: SymbolKind.Class,
  block: SymbolKind.Function,
  fn: SymbolKind.Function,
  op: SymbolKind.Operator,
};

export function documentSymbols(module: Module): DocumentSymbol[] {
  return [...module.declarations.values()].map((declaration) => {
    const { statement } = declaration;
    const children =
      "body" in statement && statement.body !== undefined
        ? declaration.chunk.bodies[statement.body]?.chunks
        : undefined;
    return symbol(
      module.file.lines,
      declaration.chunk,
      statement.at,
      statement.name,
      kinds[declaration.kind],
      declaration.kind,
      children ?? [],
    );
  });
}

function symbol(
  lines: SourceLines,
  { chunk }: SourceChunk,
  whole: syntax.Range,
  name: syntax.Identifier,
  kind: SymbolKind,
  detail: string,
  children: readonly SourceChunk[],
): DocumentSymbol {
  const range = toRange(lines, spanOf(lines, chunk, whole));
  const selectionRange = toRange(lines, spanOf(lines, chunk, name.at));
  return {
    name: name.name,
    kind,
    range,
    selectionRange,
    ...(detail !== "" && { detail }),
    ...(children.length > 0 && { children: children.flatMap((child) => childSymbols(lines, child)) }),
  };
}

function childSymbols(lines: SourceLines, chunk: SourceChunk): DocumentSymbol[] {
  const { statement } = chunk;
  switch (statement.kind) {
    case "binding":
      return statement.targets.map(({ name }) => symbol(lines, chunk, statement.at, name, SymbolKind.Variable, "", []));
    case "input":
    case "state":
    case "dim":
      return [symbol(lines, chunk, statement.at, statement.name, SymbolKind.Field, statement.kind, [])];
    case "output":
      return statement.names.map((name) => symbol(lines, chunk, statement.at, name, SymbolKind.Field, "output", []));
    case "fn":
      return [symbol(lines, chunk, statement.at, statement.name, SymbolKind.Function, "fn", [])];
    default:
      return [];
  }
}

export const documentSymbolsFeature: Feature = {
  name: "symbols",
  capabilities: { documentSymbolProvider: true },
  attach(connection, host) {
    connection.onDocumentSymbol(({ textDocument }) => host.read("symbols", textDocument.uri, [], documentSymbols));
  },
};
