/** The outline: what a file declares, and what its nets and blocks bind. */

import { type Analysis, type Declaration, type SourceChunk, spanOf, type syntax } from "@lathe/engine";
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

export function documentSymbols(analysis: Analysis): DocumentSymbol[] {
  return [...analysis.module.declarations.values()].map((declaration) => {
    const { statement } = declaration;
    const children =
      "body" in statement && statement.body !== undefined
        ? declaration.chunk.bodies[statement.body]?.chunks
        : undefined;
    return symbol(
      analysis,
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
  analysis: Analysis,
  { chunk }: SourceChunk,
  whole: syntax.Range,
  name: syntax.Identifier,
  kind: SymbolKind,
  detail: string,
  children: readonly SourceChunk[],
): DocumentSymbol {
  const { lines } = analysis.module.file;
  const range = toRange(lines, spanOf(lines, chunk, whole));
  const selectionRange = toRange(lines, spanOf(lines, chunk, name.at));
  return {
    name: name.name,
    kind,
    detail,
    range,
    selectionRange,
    children: children.flatMap((child) => childSymbols(analysis, child)),
  };
}

function childSymbols(analysis: Analysis, chunk: SourceChunk): DocumentSymbol[] {
  const { statement } = chunk;
  switch (statement.kind) {
    case "binding":
      return statement.targets.map(({ name }) =>
        symbol(analysis, chunk, statement.at, name, SymbolKind.Variable, "", []),
      );
    case "input":
    case "state":
    case "dim":
      return [symbol(analysis, chunk, statement.at, statement.name, SymbolKind.Field, statement.kind, [])];
    case "output":
      return statement.names.map((name) => symbol(analysis, chunk, statement.at, name, SymbolKind.Field, "output", []));
    case "fn":
      return [symbol(analysis, chunk, statement.at, statement.name, SymbolKind.Function, "fn", [])];
    default:
      return [];
  }
}

export const documentSymbolsFeature: Feature = {
  name: "symbols",
  capabilities: { documentSymbolProvider: true },
  attach(connection, host) {
    connection.onDocumentSymbol(({ textDocument }) => host.answer("symbols", textDocument.uri, [], documentSymbols));
  },
};
