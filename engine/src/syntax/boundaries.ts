/** Where statements begin and bodies end, as far as one line and its region can tell. */
import type { TokenType } from "chevrotain";
import { dtypes } from "../base/tensor.ts";
import {
  Arrow,
  Assign,
  Body,
  CloseBracket,
  CloseParen,
  Colon,
  Comma,
  False,
  type Line,
  Name,
  None,
  NumberToken,
  OpenBrace,
  Question,
  Return,
  StringToken,
  type Token,
  True,
  UnclosedString,
} from "./tokens.ts";

/** Marks of a region: its braces do not pair up, or its other brackets do not. */
export const unbalancedBraces = 1;
export const unbalancedBrackets = 2;

/** For every line, what does not pair up in its region: braces, other brackets, or both. */
export function unbalancedLines(lines: readonly Line[]): Uint8Array {
  const marks = new Uint8Array(lines.length);
  let start = 0;
  let depth = 0;
  let brackets = 0;
  let isBroken = false;
  const endRegion = (end: number) => {
    const mark = (isBroken || depth !== 0 ? unbalancedBraces : 0) | (brackets !== 0 ? unbalancedBrackets : 0);
    if (mark !== 0) marks.fill(mark, start, end);
    start = end;
    depth = 0;
    brackets = 0;
    isBroken = false;
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) continue;
    if (line.closesAll) endRegion(i);
    if (line.isPlain) continue;
    if (depth + line.braces.lowest < 0) isBroken = true;
    depth += line.braces.net;
    brackets += line.brackets;
  }
  endRegion(lines.length);
  return marks;
}

/** Tokens that an expression can end with. */
export const canEndExpression: ReadonlySet<TokenType> = new Set([
  Name,
  NumberToken,
  StringToken,
  UnclosedString,
  CloseParen,
  CloseBracket,
  Body,
  True,
  False,
  None,
  Question,
]);

/** The words that open a declaration; anywhere else they are names. */
export const declarationWords: ReadonlySet<string> = new Set([
  "import",
  "net",
  "block",
  "fn",
  "op",
  "input",
  "output",
  "dim",
  "target",
  "budget",
  "weights",
  "data",
  "policy",
  "opset",
  "state",
  "counting",
  "lathe",
]);

/** `name =`, `name,`, `name: <type>`, `return`, or a declaration. */
export function startsStatement(tokens: readonly Token[]): boolean {
  const [first, second, third] = tokens;
  if (first?.tokenType === Return) return true;
  if (first?.tokenType !== Name || second === undefined) return false;
  if (second.tokenType === Assign || second.tokenType === Comma) return true;
  if (second.tokenType === Colon) return third?.image === "tensor" || dtypes.some((dtype) => dtype === third?.image);
  return isDeclaration(tokens);
}

/** A declaration word and what it declares. */
export function isDeclaration([first, second]: readonly Token[]): boolean {
  if (first === undefined || second === undefined || !declarationWords.has(first.image)) return false;
  const { tokenType } = second;
  return tokenType === Name || tokenType === StringToken || tokenType === OpenBrace || tokenType === NumberToken;
}

/** A declaration, or a pipeline bound to a name: more than an argument on a line of its own. */
export function isWhole({ tokens, isPlain }: Line): boolean {
  if (isDeclaration(tokens)) return true;
  return isPlain && tokens.some(({ tokenType }) => tokenType === Arrow) && tokens.at(-1)?.tokenType !== Comma;
}
