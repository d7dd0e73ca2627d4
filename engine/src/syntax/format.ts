/**
 * The formatter: the same tokens and comments on the same lines, with the spaces that everybody agrees on. What does
 * not parse is left exactly as it is, because the formatter would have to guess what it means.
 */
import { besideComment, ownComment } from "./format/comments.ts";
import { frozenLines } from "./format/frozen.ts";
import { indentations } from "./format/indent.ts";
import { spaceLines } from "./format/spacing.ts";
import { statementStarts } from "./format/starts.ts";
import { touchedLines } from "./format/touched.ts";
import { readSource, type SourceFile } from "./read.ts";
import { CloseBrace, CloseBracket, CloseParen, type Line, OpenBrace, OpenBracket, OpenParen } from "./tokens.ts";

/** A text with more errors than this is hardly ours, and its reader gives up on it soon after. */
const maximumErrors = 500;

/**
 * Formats a file. Never fails; formatting twice is formatting once. Keeps a byte-order mark and CRLF. With `read`, an
 * earlier reading of the text, only what changed since is read.
 */
export function formatSource(text: string, read?: SourceFile): string {
  return format(text, read, () => undefined);
}

/**
 * Formats the statements that the lines from `first` to `last` touch, as they would look in the formatted file, and leaves
 * all other lines as they are, byte for byte.
 */
export function formatLines(text: string, first: number, last: number, read?: SourceFile): string {
  return format(text, read, (file) => touchedLines(file, first, last));
}

/** Formats the lines that `choose` gives, or all. */
function format(
  text: string,
  read: SourceFile | undefined,
  choose: (file: SourceFile) => ReadonlySet<number> | undefined,
): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const body = text.slice(mark.length);
  const lineEnd = /\r?\n/.exec(body)?.[0] ?? "\n";
  const file = read?.lines.text === body ? read : readSource(body, read);
  const { lines, starts, unread } = file.lines;
  if (file.reports.length > maximumErrors || unread !== undefined) return text;
  const chosen = choose(file);
  const written = layOut(file);
  const parts = lines.map((_, i) => {
    if (chosen?.has(i) === false) return body.slice(starts[i], starts[i + 1]);
    const line = written[i];
    return line === undefined ? "" : line + lineEnd;
  });
  return mark + parts.join("");
}

/** Every line as it is to be; undefined where it goes. */
function layOut(file: SourceFile): readonly (string | undefined)[] {
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
): readonly (string | undefined)[] {
  const kept: (string | undefined)[] = new Array(lines.length).fill(undefined);
  let waiting: number | undefined;
  let above: Line | undefined;
  for (const [i, line] of lines.entries()) {
    if (!frozen.has(i) && line.tokens.length === 0 && line.comment === undefined) {
      waiting ??= i;
      continue;
    }
    if (waiting !== undefined && above !== undefined && !opens(above) && !closes(line)) kept[waiting] = "";
    waiting = undefined;
    kept[i] = written[i] ?? "";
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
