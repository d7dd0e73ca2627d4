/** Lines that the formatter leaves as they are, because it cannot be sure what they mean. */
import { lineAt } from "../lines.ts";
import type { SourceBody, SourceChunk, SourceFile } from "../read.ts";
import type { Line } from "../tokens.ts";

/** Complaints about brackets: then indentation is part of what the text means, from one declaration to the next. */
const bracketCodes: ReadonlySet<string> = new Set([
  "unclosed-bracket",
  "unmatched-bracket",
  "missing-bracket",
  "too-deep",
]);

export function frozenLines({ lines: source, chunks, reports }: SourceFile): ReadonlySet<number> {
  const { lines } = source;
  const frozen = new Set<number>();
  const freeze = (first: number, last: number): void => {
    for (let i = first; i <= last; i++) frozen.add(i);
  };
  const lineOf = (offset: number): number => lineAt(source, offset);
  const broken = new Set<number>();
  for (const { code, span } of reports) {
    const line = lineOf(span.start);
    if (bracketCodes.has(code)) freeze(...regionOf(lines, line));
    else broken.add(line);
  }
  for (const [i, line] of lines.entries()) if (!isUnderstood(line)) broken.add(i);
  if (broken.size === 0) return frozen;

  const visit = (all: readonly SourceChunk[]): void => {
    for (const chunk of all) {
      const own = ownLines(chunk, lineOf);
      if (own.some((line) => broken.has(line))) {
        const isDeclaration = chunk.statement.kind === "net" || chunk.statement.kind === "block";
        const whole = isDeclaration ? own : [...own, ...chunk.bodies.flatMap((body) => bodyLines(body, lineOf))];
        freeze(Math.min(...whole), Math.max(...whole));
      }
      for (const body of chunk.bodies) visit(body.chunks);
    }
  };
  visit(chunks);
  for (const line of broken) frozen.add(line);
  return frozen;
}

/** From the declaration at or above a line to the last line before the next one. */
function regionOf(lines: readonly Line[], line: number): [first: number, last: number] {
  let first = line;
  while (first > 0 && lines[first]?.closesAll !== true) first--;
  let last = line;
  while (last + 1 < lines.length && lines[last + 1]?.closesAll !== true) last++;
  // Comments right above the next declaration are about that one.
  while (last > line && lines[last]?.tokens.length === 0) last--;
  return [first, last];
}

/** Lines of a statement's own tokens, from its first to the opening of its last braces. */
function ownLines({ chunk }: SourceChunk, lineOf: (offset: number) => number): readonly number[] {
  const { tokenLines, groups } = chunk;
  const own = typeof tokenLines === "number" ? [tokenLines] : tokenLines;
  return [...own, ...groups.map(({ span }) => lineOf(span.start))];
}

function bodyLines({ span }: SourceBody, lineOf: (offset: number) => number): readonly number[] {
  return [lineOf(span.start), lineOf(Math.max(span.start, span.end - 1))];
}

/** Whether tokens and comment are all that the line holds: not so where it is too long, or has odd line separators. */
function isUnderstood({ text, tokens, comment }: Line): boolean {
  let at = 0;
  for (const { startOffset, image } of tokens) {
    if (startOffset < at || !isSpace(text.slice(at, startOffset))) return false;
    at = startOffset + image.length;
  }
  if (comment !== undefined) {
    if (comment.start < at || !isSpace(text.slice(at, comment.start))) return false;
    at = comment.start + comment.text.length;
  }
  return isSpace(text.slice(at));
}

function isSpace(text: string): boolean {
  return /^[ \t\r\f\v\u00a0\ufeff]*$/.test(text);
}
