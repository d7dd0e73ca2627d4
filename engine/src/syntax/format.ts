/**
 * The formatter: the same tokens and comments on the same lines, with the spaces that everybody agrees on. What does
 * not parse is left exactly as it is, because the formatter would have to guess what it means.
 */
import { besideComment, ownComment } from "./format/comments.ts";
import { frozenLines } from "./format/frozen.ts";
import { indentations } from "./format/indent.ts";
import { spaceLines } from "./format/spacing.ts";
import { statementStarts } from "./format/starts.ts";
import { readSource, type SourceFile } from "./read.ts";
import { CloseBrace, CloseBracket, CloseParen, type Line, OpenBrace, OpenBracket, OpenParen } from "./tokens.ts";

/** A text with more errors than this is hardly ours, and its reader gives up on it soon after. */
const maximumErrors = 500;

/** Formats a file. Never fails; formatting twice is formatting once. Keeps a byte-order mark and CRLF. */
export function formatSource(text: string): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const body = text.slice(mark.length);
  const lineEnd = /\r?\n/.exec(body)?.[0] ?? "\n";
  const file = readSource(body);
  if (file.reports.length > maximumErrors || file.lines.unread !== undefined) return text;
  const lines = layOut(file);
  return mark + lines.map((line) => line + lineEnd).join("");
}

function layOut(file: SourceFile): string[] {
  const { lines } = file.lines;
  const starts = statementStarts(file);
  const frozen = frozenLines(file);
  const spaced = spaceLines(lines, starts);
  const indents = indentations(lines, spaced, starts, frozen);
  const written = lines.map((line, i): string => {
    if (frozen.has(i)) return line.text;
    if (line.tokens.length > 0) return " ".repeat(indents[i] ?? 0) + (spaced[i]?.text ?? "");
    return line.comment === undefined ? "" : ownComment(lines, i, indents, frozen);
  });
  besideComment(lines, written, frozen);
  return withoutSurplusBlanks(lines, written, frozen);
}

/** Blank lines part things; two in a row, or one right inside a bracket, part nothing. */
function withoutSurplusBlanks(
  lines: readonly Line[],
  written: readonly string[],
  frozen: ReadonlySet<number>,
): string[] {
  const kept: string[] = [];
  let isBlankWaiting = false;
  let above: Line | undefined;
  for (const [i, line] of lines.entries()) {
    if (!frozen.has(i) && line.tokens.length === 0 && line.comment === undefined) {
      isBlankWaiting = true;
      continue;
    }
    if (isBlankWaiting && above !== undefined && !opens(above) && !closes(line)) kept.push("");
    isBlankWaiting = false;
    kept.push(written[i] ?? "");
    above = line;
  }
  return kept;
}

function opens({ tokens, comment }: Line): boolean {
  const last = tokens.at(-1)?.tokenType;
  return comment === undefined && (last === OpenBrace || last === OpenParen || last === OpenBracket);
}

function closes({ tokens }: Line): boolean {
  const first = tokens[0]?.tokenType;
  return first === CloseBrace || first === CloseParen || first === CloseBracket;
}
