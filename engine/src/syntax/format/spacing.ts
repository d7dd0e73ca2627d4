/** The spaces between the tokens of a line. They depend on the neighbours and on what brackets stand around. */
import type { Context } from "../ast.ts";
import {
  Assign,
  At,
  Choose,
  CloseBrace,
  CloseBracket,
  CloseParen,
  Colon,
  Comma,
  Dot,
  DotDot,
  False,
  type Line,
  Minus,
  Name,
  None,
  NumberToken,
  OpenBrace,
  OpenBracket,
  OpenParen,
  Power,
  Question,
  StringToken,
  type Token,
  True,
} from "../tokens.ts";
import type { StatementStarts } from "./starts.ts";

/** A line's tokens with the spaces between them, without indentation. */
export interface SpacedLine {
  readonly text: string;
  /** Where each token begins in `text`. */
  readonly columns: readonly number[];
}

/** What a bracket, or the file, holds so far. */
interface Surroundings {
  readonly isRound: boolean;
  readonly context: Context;
  /** A colon since the last comma: `stride: int = 1` is a declaration, `stride=1` an argument. */
  hasColon: boolean;
  /** The next token begins an entry: `range` of `{ range 0..1, mean [0.5] }`. */
  beginsEntry: boolean;
}

/** What the spaces around a token depend on. */
interface Placed {
  readonly token: Token;
  /** A minus sign in front of a value. */
  readonly isUnary: boolean;
  /** The `=` of `kernel=3`. */
  readonly isTight: boolean;
  /** A word before a value, as in `mean [0.5]`: no call and no index. */
  readonly isSetting: boolean;
}

export function spaceLines(lines: readonly Line[], starts: StatementStarts): readonly SpacedLine[] {
  const stack: Surroundings[] = [surroundings(false, "file")];
  let before: Placed | undefined;
  const place = (token: Token): Placed => {
    const context = starts.get(token);
    if (context !== undefined) {
      // A statement stands in braces or at the top: brackets left open above are not its own.
      while (stack.length > 1 && stack.at(-1)?.isRound === true) stack.pop();
      stack[stack.length - 1] = surroundings(false, context);
      before = undefined;
    }
    const around = stack.at(-1) ?? surroundings(false, "file");
    const type = token.tokenType;
    const placed: Placed = {
      token,
      isUnary: type === Minus && (before === undefined || before.isSetting || !endsValue.has(before.token.tokenType)),
      isTight: type === Assign && around.isRound && !around.hasColon,
      isSetting: type === Name && around.context === "input" && around.beginsEntry && !around.isRound,
    };
    around.beginsEntry = type === Comma;
    if (type === Colon) around.hasColon = true;
    else if (type === Comma) around.hasColon = false;
    if (type === OpenParen || type === OpenBracket) stack.push(surroundings(true, around.context));
    else if (type === OpenBrace) stack.push(surroundings(false, "body"));
    else if ((type === CloseParen || type === CloseBracket || type === CloseBrace) && stack.length > 1) stack.pop();
    return placed;
  };
  return lines.map(({ tokens }) => {
    let text = "";
    const columns: number[] = [];
    for (const token of tokens) {
      const isFirst = columns.length === 0;
      const left = before;
      const placed = place(token);
      if (!isFirst && left !== undefined && isApart(left, placed)) text += " ";
      columns.push(text.length);
      text += token.image;
      before = placed;
    }
    return { text, columns };
  });
}

function surroundings(isRound: boolean, context: Context): Surroundings {
  return { isRound, context, hasColon: false, beginsEntry: true };
}

const endsValue = new Set([
  Name,
  NumberToken,
  StringToken,
  True,
  False,
  None,
  Question,
  CloseParen,
  CloseBracket,
  CloseBrace,
]);

/** Tokens that touch whatever stands on both sides. */
const tight = new Set([Dot, DotDot, Power]);

/** After these an opening bracket is a call's or an index's. */
const takesBracket = new Set([Name, Choose, CloseParen, CloseBracket, StringToken]);

/** Whether a space stands between two tokens of a line. */
function isApart(left: Placed, right: Placed): boolean {
  const [before, after] = [left.token.tokenType, right.token.tokenType];
  if (after === Comma || after === Colon || after === CloseParen || after === CloseBracket) return false;
  if (before === OpenParen || before === OpenBracket || before === At) return false;
  if (tight.has(before) || tight.has(after)) return false;
  if (left.isUnary || left.isTight || right.isTight) return false;
  if (before === OpenBrace && after === CloseBrace) return false;
  // `@sparse(2:4)`
  if (before === Colon) return !(after === NumberToken);
  if (after === OpenParen || after === OpenBracket) return left.isSetting || !takesBracket.has(before);
  return true;
}
