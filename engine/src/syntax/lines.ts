/** A text as lines; an edited one keeps the lines that it shares with the text before. */
import { Assign, type Line, readLine } from "./tokens.ts";

/** A text read line by line. */
export interface SourceLines {
  readonly text: string;
  /** All lines, or where the rest is left unread, those before it. */
  readonly lines: readonly Line[];
  /** Offset of each line's first character. */
  readonly starts: readonly number[];
  /** Why the rest is left unread. */
  readonly unread: "too-many-errors" | "too-long" | undefined;
}

/** Beyond so many errors a text is noise, and is not read on. */
export const maximumErrors = 1000;

/** Longer texts are not read to their end: a hundred thousand ops fit, on a line each and with twenty words and signs. */
export const maximumLines = 150_000;
export const maximumTokens = 2_200_000;

/** Splits into lines (LF or CRLF) and reads those that `previous` does not already have at the same end. */
export function readLines(text: string, previous?: SourceLines): SourceLines {
  const { starts, head, tail } = splitLines(text, previous?.unread === undefined ? previous : undefined);
  const old = previous?.lines ?? [];
  const lines = old.slice(0, head);
  const progress = new Progress();
  for (const line of lines) progress.add(line);
  const known = new Map<string, Line>();
  for (let i = head; i < starts.length - tail && progress.unread === undefined; i++) {
    const lineText = textOf(text, starts, i);
    const equal = known.get(lineText);
    const line = equal === undefined ? readLine(lineText) : copyOf(equal);
    if (equal === undefined) known.set(lineText, line);
    lines.push(line);
    progress.add(line);
  }
  for (let i = old.length - tail; i < old.length && progress.unread === undefined; i++) {
    const line = old[i];
    if (line === undefined) break;
    lines.push(line);
    progress.add(line);
  }
  const isWhole = lines.length === starts.length && starts.length <= maximumLines;
  return { text, lines, starts, unread: isWhole ? undefined : (progress.unread ?? "too-long") };
}

/** An equal line at another place. Its tokens are its own: whoever keeps something by token means this one. */
function copyOf(line: Line): Line {
  return { ...line, tokens: line.tokens.map((token) => ({ ...token })) };
}

/** Adds up what has been read, and says when it is enough. */
class Progress {
  unread: SourceLines["unread"];
  private tokens = 0;
  private errors = 0;
  /** Brackets and braces left open, or closed too often, since the last `net`, `block` or `import`: an error each. */
  private brackets = 0;
  private braces = 0;
  private isInside = false;

  add(line: Line): void {
    this.tokens += line.tokens.length;
    // A binding above every `net` and `block` stands outside of them.
    const isMisplaced = !this.isInside && this.braces === 0 && line.tokens[1]?.tokenType === Assign;
    if (line.isWrong || isMisplaced) this.errors++;
    if (line.closesAll) {
      this.isInside = true;
      this.errors += Math.abs(this.brackets) + Math.abs(this.braces);
      this.brackets = 0;
      this.braces = 0;
    }
    this.brackets += line.brackets;
    this.braces += line.braces.net;
    const errors = this.errors + Math.abs(this.brackets) + Math.abs(this.braces);
    if (errors > maximumErrors) this.unread = "too-many-errors";
    else if (this.tokens > maximumTokens) this.unread = "too-long";
  }
}

interface Split {
  readonly starts: readonly number[];
  /** How many lines at either end are those of the text before. */
  readonly head: number;
  readonly tail: number;
}

function splitLines(text: string, previous: SourceLines | undefined): Split {
  if (previous === undefined) return { starts: lineStarts(text, [0], text.length), head: 0, tail: 0 };
  const before = previous.text;
  const shorter = Math.min(text.length, before.length);
  const prefix = longest(shorter, (from, to) => text.slice(from, to) === before.slice(from, to));
  const suffix = longest(
    shorter - prefix,
    (from, to) =>
      text.slice(text.length - to, text.length - from) === before.slice(before.length - to, before.length - from),
  );
  // The line in which the texts part is read again; so is the one in which they meet.
  const head = lineAt(previous, prefix);
  const first = lineAt(previous, before.length - suffix) + 1;
  const shift = text.length - before.length;
  const meeting = previous.starts[first];
  const end = meeting === undefined ? text.length : meeting + shift - 1;
  const starts = lineStarts(text, previous.starts.slice(0, head + 1), end);
  for (let i = first; i < previous.starts.length; i++) starts.push((previous.starts[i] ?? 0) + shift);
  if (starts.length > maximumLines + 1) return { starts: starts.slice(0, maximumLines + 1), head: 0, tail: 0 };
  return { starts, head, tail: previous.starts.length - first };
}

/** Adds the starts of the lines that end before an offset. One line more than may be read tells that there are more. */
function lineStarts(text: string, starts: number[], end: number): number[] {
  let at = text.indexOf("\n", starts[starts.length - 1]);
  for (; at !== -1 && at < end && starts.length <= maximumLines; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The greatest length up to `limit` to which two texts agree, by halving: `agree` compares a stretch of both. */
function longest(limit: number, agree: (from: number, to: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (agree(low, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function textOf(text: string, starts: readonly number[], i: number): string {
  const next = starts[i + 1];
  const end = next === undefined ? text.length : next - 1;
  const start = starts[i] ?? 0;
  return text.slice(start, end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end);
}

/** The line that holds an offset: the last that starts at or before it. Logarithmic in the number of lines. */
export function lineAt({ starts }: Pick<SourceLines, "starts">, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
