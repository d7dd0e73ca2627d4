/** Comments: their words are the author's, only the place of their sign is ours. */
import { CloseBrace, CloseBracket, CloseParen, type Line } from "../tokens.ts";

/** A comment on a line of its own stands where the next line begins, or one step in from the bracket that ends its body. */
export function ownComment(
  lines: readonly Line[],
  index: number,
  indents: readonly number[],
  frozen: ReadonlySet<number>,
): string {
  const line = lines[index];
  if (line?.comment === undefined) return "";
  let next = index + 1;
  while (lines[next]?.tokens.length === 0) next++;
  if (frozen.has(next)) return line.text.trimEnd();
  const first = lines[next]?.tokens[0]?.tokenType;
  const isLast = first === CloseBrace || first === CloseBracket || first === CloseParen;
  return " ".repeat((indents[next] ?? 0) + (isLast ? 2 : 0)) + commentText(line.comment.text);
}

/** Puts comments behind their lines: two spaces off, or in one column where the author had them in one. */
export function besideComment(lines: readonly Line[], written: string[], frozen: ReadonlySet<number>): void {
  const hasComment = (i: number): boolean =>
    !frozen.has(i) && lines[i]?.comment !== undefined && (lines[i]?.tokens.length ?? 0) > 0;
  for (let first = 0; first < lines.length; first++) {
    if (!hasComment(first)) continue;
    const column = columnOf(lines[first]);
    let last = first;
    while (hasComment(last + 1) && columnOf(lines[last + 1]) === column) last++;
    const width = Math.max(...written.slice(first, last + 1).map((text) => text.length));
    for (let i = first; i <= last; i++) {
      written[i] = `${(written[i] ?? "").padEnd(width)}  ${commentText(lines[i]?.comment?.text ?? "")}`;
    }
    first = last;
  }
}

function columnOf(line: Line | undefined): number | undefined {
  return line?.comment?.start;
}

/** `#word` becomes `# word`; rules of `####` and whatever is spaced already stay. */
function commentText(text: string): string {
  return text.replace(/^(##?)(?=[^\s#!])/, "$1 ").trimEnd();
}
