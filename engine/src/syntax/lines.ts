/** A text as lines; an edited one keeps the lines that it shares with the text before. */
import { type Line, readLine } from "./tokens.ts";

/** A text read line by line. */
export interface SourceLines {
  readonly text: string;
  readonly lines: readonly Line[];
  /** Offset of each line's first character. */
  readonly starts: readonly number[];
}

/** Splits into lines (LF or CRLF) and reads those that `previous` does not already have at the same end. */
export function readLines(text: string, previous?: SourceLines): SourceLines {
  const starts: number[] = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const textOf = (i: number): string => {
    const next = starts[i + 1];
    const end = next === undefined ? text.length : next - 1;
    const start = starts[i] ?? 0;
    return text.slice(start, end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end);
  };
  const old = previous?.lines ?? [];
  const count = starts.length;
  const lines = new Array<Line>(count);
  let head = 0;
  for (; head < count && head < old.length; head++) {
    const line = old[head];
    if (line === undefined || line.text !== textOf(head)) break;
    lines[head] = line;
  }
  let tail = 0;
  for (; tail < count - head && tail < old.length - head; tail++) {
    const line = old[old.length - 1 - tail];
    if (line === undefined || line.text !== textOf(count - 1 - tail)) break;
    lines[count - 1 - tail] = line;
  }
  for (let i = head; i < count - tail; i++) lines[i] = readLine(textOf(i));
  return { text, lines, starts };
}

/** The line that holds an offset: the last that starts at or before it. Logarithmic in the number of lines. */
export function lineAt({ starts }: SourceLines, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
