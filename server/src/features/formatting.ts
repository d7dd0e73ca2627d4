/** The formatter, as an edit of the lines that it changes and no others, so that cursors and folds stay. */

import { formatLines, formatSource, type Module, type SourceLines } from "@lathe/engine";
import type { Range, TextEdit } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

export function formatting({ file }: Module): TextEdit[] {
  return editsTo(file.lines, formatSource(file.lines.text, file));
}

/** Formats the statements that a range touches; an end at the start of a line does not touch that line. */
export function rangeFormatting({ file }: Module, { start, end }: Range): TextEdit[] {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return editsTo(file.lines, formatLines(file.lines.text, start.line, last, file));
}

/** One edit, from the first line that differs to the last. */
function editsTo(lines: SourceLines, formatted: string): TextEdit[] {
  const { text } = lines;
  if (formatted === text) return [];
  let start = 0;
  while (start < text.length && start < formatted.length && text[start] === formatted[start]) start++;
  start = text.lastIndexOf("\n", start - 1) + 1;
  let end = 0;
  while (end < text.length - start && end < formatted.length - start && text.at(-1 - end) === formatted.at(-1 - end))
    end++;
  const span = { start, end: text.length - end };
  return [{ range: toRange(lines, span), newText: formatted.slice(start, formatted.length - end) }];
}

export const formattingFeature: Feature = {
  name: "formatting",
  capabilities: { documentFormattingProvider: true, documentRangeFormattingProvider: true },
  attach(connection, host) {
    connection.onDocumentFormatting(({ textDocument }) => host.read("formatting", textDocument.uri, [], formatting));
    connection.onDocumentRangeFormatting(({ textDocument, range }) =>
      host.read("range formatting", textDocument.uri, [], (module) => rangeFormatting(module, range)),
    );
  },
};
