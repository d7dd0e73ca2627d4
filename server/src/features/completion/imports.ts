/** Names in the braces of an import, and the edit that imports a name. */
import { type Analysis, isRefusal } from "@lathe/engine";
import type { CompletionItem, TextEdit } from "vscode-languageserver";
import { toPosition } from "../../convert.ts";
import { importOf } from "../../importing.ts";
import { type Neighbours, programOf } from "../../neighbours.ts";
import { contextOf, entryOf } from "../cursor.ts";
import { declarationItem } from "./items.ts";
import { keyword, type Place, ranked } from "./place.ts";

export const imports: Place = (cursor, neighbours) => {
  const { statement, analysis } = cursor;
  if (cursor.kind === "string" || contextOf(statement) !== "import") return undefined;
  const entry = entryOf(statement);
  if (entry.length === 1) return [keyword("as")];
  if (entry.length > 0) return [];
  const path = statement.outer?.pieces.find(({ text }) => text.startsWith('"'))?.text.slice(1, -1);
  return path === undefined ? [] : ranked(0, declaredThere(analysis, neighbours, path));
};

function declaredThere(analysis: Analysis, neighbours: Neighbours, path: string): readonly CompletionItem[] {
  const from = programOf(neighbours).imported(analysis.module, path);
  if (isRefusal(from)) return [];
  const taken = new Set(
    [...analysis.module.imports.values()].flatMap((name) => (name.path === path ? [name.name] : [])),
  );
  return [...from.declarations.values()]
    .filter(({ name }) => !taken.has(name))
    .map((declaration) => {
      const { insertText: _, insertTextFormat: __, ...item } = declarationItem(declaration, declaration.name, 1);
      return item;
    });
}

/** The edit that adds a name to the file's imports. */
export function importEdit({ module }: Analysis, path: string, name: string): TextEdit {
  const { offset, text } = importOf(module, path, name);
  const position = toPosition(module.file.lines, offset);
  return { range: { start: position, end: position }, newText: text };
}
