/** Names in the braces of an import, and the edit that imports a name. */
import { type Analysis, isRefusal, spanOf } from "@lathe/engine";
import type { CompletionItem, TextEdit } from "vscode-languageserver";
import { toPosition, toRange } from "../../convert.ts";
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

/** Adds a name to the file's import of a path, or such an import to the others, or above everything that is declared. */
export function importEdit({ module }: Analysis, path: string, name: string): TextEdit {
  const { lines, chunks } = module.file;
  const written = chunks.filter(({ statement }) => statement.kind === "import");
  const same = written.find(({ statement }) => statement.kind === "import" && statement.path.value === path);
  const body = same?.bodies[0];
  const last = body?.chunks.at(-1);
  if (last !== undefined) {
    const { end } = spanOf(lines, last.chunk, last.statement.at);
    const position = toPosition(lines, end);
    return { range: { start: position, end: position }, newText: `, ${name}` };
  }
  const text = `import "${path}" { ${name} }\n`;
  const before = written.at(-1);
  if (before !== undefined) {
    const { end } = spanOf(lines, before.chunk, { first: 0, last: before.chunk.tokens.length - 1 });
    const position = toPosition(lines, end);
    return { range: { start: position, end: position }, newText: `\n${text.trimEnd()}` };
  }
  return { range: toRange(lines, { start: start(module.file), end: start(module.file) }), newText: `${text}\n` };
}

/** Where a first import goes: behind the version and the comment that opens the file, before documentation. */
function start({ lines }: Analysis["module"]["file"]): number {
  let index = 0;
  const isHead = (at: number) => {
    const line = lines.lines[at];
    if (line === undefined) return false;
    if (line.tokens.length > 0) return line.tokens[0]?.image === "lathe";
    return line.comment === undefined ? at > 0 : !line.comment.text.startsWith("##");
  };
  while (isHead(index)) index++;
  return lines.starts[index] ?? lines.text.length;
}
