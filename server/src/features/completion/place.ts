/** The contract of the places where something can be completed: one file each, listed in `index.ts`. */
import type { Analysis } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind, InsertTextFormat, type TextEdit } from "vscode-languageserver";
import { toRange } from "../../convert.ts";
import type { Neighbours } from "../../neighbours.ts";
import type { Cursor } from "../cursor.ts";
import type { CallSignature } from "../signatures.ts";

/** What fits at a cursor; undefined where it stands in another place. The first place that answers is the one. */
export type Place = (cursor: Cursor, neighbours: Neighbours) => readonly CompletionItem[] | undefined;

/** What an item stands for, so that its documentation can be made when somebody looks at it. */
export type Reference =
  | { readonly kind: "operator" | "annotation" | "function" | "device"; readonly name: string }
  | { readonly kind: "declaration"; readonly uri: string; readonly name: string };

/** Items are sorted by rank, and within one in the order given. */
export function ranked(rank: number, items: readonly CompletionItem[]): readonly CompletionItem[] {
  return items.map((item, index) => ({ ...item, sortText: `${rank}${String(index).padStart(4, "0")}` }));
}

export function keyword(label: string, snippet?: string): CompletionItem {
  return { label, kind: CompletionItemKind.Keyword, ...(snippet !== undefined && asSnippet(snippet)) };
}

export function asSnippet(insertText: string): Pick<CompletionItem, "insertText" | "insertTextFormat"> {
  return { insertText, insertTextFormat: InsertTextFormat.Snippet };
}

/** Text that stands in a snippet as it is. */
export function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** Replaces all that is typed, also where that is no single word: a string's content, a number with its unit. */
export function replacing(
  { analysis, start, offset }: Cursor,
  newText: string,
): Pick<CompletionItem, "textEdit" | "filterText"> {
  const range = toRange(analysis.module.file.lines, { start, end: offset });
  const textEdit: TextEdit = { range, newText };
  return { textEdit, filterText: newText };
}

/** `conv(${1:out}, kernel=${2:kernel})`: what must be given has a place; the first by position, the rest by name. */
export function callText(
  { name, parameters }: CallSignature,
  piped: number,
): Pick<CompletionItem, "insertText" | "insertTextFormat"> {
  const needed = parameters.slice(piped).filter(({ default: value }) => value === undefined);
  if (needed.length === 0 && (piped > 0 || parameters.length === 0)) return { insertText: name };
  const written = needed.map(({ name: parameter, isInput }, index) => {
    const field = `\${${index + 1}:${parameter}}`;
    return index === 0 || isInput ? field : `${parameter}=${field}`;
  });
  return asSnippet(`${name}(${needed.length === 0 ? "$1" : written.join(", ")})$0`);
}

/** Whether a word may still become a label. */
export function isStart(label: string, typed: string): boolean {
  return label.toLowerCase().startsWith(typed.toLowerCase());
}

/** The net around a cursor, as far as it was run; else the one that is shown. */
export function netAround({
  analysis,
  offset,
}: Pick<Cursor, "analysis" | "offset">): Analysis["shown"][number] | undefined {
  const { lines } = analysis.module.file;
  const starts = analysis.shown.flatMap((shown) => {
    const { chunk, place } = shown.declaration;
    if (shown.kind !== "net" || place.uri !== analysis.uri) return [];
    const line = typeof chunk.chunk.tokenLines === "number" ? chunk.chunk.tokenLines : (chunk.chunk.tokenLines[0] ?? 0);
    return [{ shown, start: lines.starts[line] ?? 0 }];
  });
  const above = starts.filter(({ start }) => start <= offset).sort((a, b) => b.start - a.start);
  return above[0]?.shown ?? analysis.shown[0];
}
