/** Finds its way among the brackets of one chunk, which are paired. */
import { CloseBracket, CloseParen, type Comma, Else, If, OpenBracket, OpenParen, type Token } from "./tokens.ts";

/** Ranges between separators that stand outside all brackets. */
export function splitAt(
  tokens: readonly Token[],
  separator: typeof Comma,
  start: number,
  end: number,
): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let from = start;
  let depth = 0;
  for (let i = start; i < end; i++) {
    const type = tokens[i]?.tokenType;
    if (type === OpenParen || type === OpenBracket) depth++;
    else if (type === CloseParen || type === CloseBracket) depth--;
    else if (type === separator && depth === 0) {
      ranges.push([from, i]);
      from = i + 1;
    }
  }
  ranges.push([from, end]);
  return ranges;
}

/** Index of the first token of a type outside all brackets; -1 where there is none. */
export function findAtTop(tokens: readonly Token[], type: typeof Comma, start: number): number {
  const [range] = splitAt(tokens, type, start, tokens.length);
  return range === undefined || range[1] === tokens.length ? -1 : range[1];
}

/** Index of the bracket that closes the one at `open`; the chunk's brackets are paired. */
export function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const type = tokens[i]?.tokenType;
    if (type === OpenParen || type === OpenBracket) depth++;
    else if (type === CloseParen || type === CloseBracket) depth--;
    if (depth === 0) return i;
  }
  return tokens.length;
}

/** Index of the `else` that belongs to an `if` whose `then` stands right before `start`; -1 where there is none. */
export function findElse(tokens: readonly Token[], start: number): number {
  let ifs = 0;
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const type = tokens[i]?.tokenType;
    if (type === OpenParen || type === OpenBracket) depth++;
    else if (type === CloseParen || type === CloseBracket) depth--;
    else if (depth === 0 && type === If) ifs++;
    else if (depth === 0 && type === Else && ifs-- === 0) return i;
  }
  return -1;
}
