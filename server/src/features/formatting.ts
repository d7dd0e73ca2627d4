/** The formatter, as an edit of the lines that it changes and no others, so that cursors and folds stay. */

import { type Analysis, formatSource } from "@lathe/engine";
import type { TextEdit } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

export function formatting(analysis: Analysis): TextEdit[] {
  const { text } = analysis;
  const formatted = formatSource(text);
  if (formatted === text) return [];
  let start = 0;
  while (start < text.length && start < formatted.length && text[start] === formatted[start]) start++;
  start = text.lastIndexOf("\n", start - 1) + 1;
  let end = 0;
  while (end < text.length - start && end < formatted.length - start && text.at(-1 - end) === formatted.at(-1 - end))
    end++;
  const span = { start, end: text.length - end };
  return [
    { range: toRange(analysis.module.file.lines, span), newText: formatted.slice(start, formatted.length - end) },
  ];
}

export const formattingFeature: Feature = {
  name: "formatting",
  capabilities: { documentFormattingProvider: true },
  attach(connection, host) {
    connection.onDocumentFormatting(({ textDocument }) => host.answer("formatting", textDocument.uri, [], formatting));
  },
};
