/** The tokens of the language. No token spans a line, so that every line can be read alone. */
import { createToken, createTokenInstance, type IToken, Lexer, type TokenType } from "chevrotain";

import { isRefusal } from "../base/report.ts";
import { readNumber } from "./number.ts";

export type Token = IToken;

export const Name = createToken({ name: "Name", pattern: /[A-Za-z_][A-Za-z0-9_]*/, label: "a name" });

const keyword = (word: string) =>
  createToken({ name: `Keyword_${word}`, pattern: word, longer_alt: Name, label: `\`${word}\`` });
export const If = keyword("if");
export const Then = keyword("then");
export const Else = keyword("else");
export const And = keyword("and");
export const Or = keyword("or");
export const Not = keyword("not");
export const In = keyword("in");
export const True = keyword("true");
export const False = keyword("false");
export const None = keyword("none");
export const Repeat = keyword("repeat");
export const Collect = keyword("collect");
export const As = keyword("as");
export const Return = keyword("return");
export const Choose = keyword("choose");

const keywords = [If, Then, Else, And, Or, Not, In, True, False, None, Repeat, Collect, As, Return, Choose];

/** Words that no author may use as a name, for completion and messages. */
export const keywordNames: readonly string[] = keywords.map((type) => type.name.slice("Keyword_".length));

/** Signs of one precedence level, so that the grammar can ask for any of them. */
export const Comparison = createToken({ name: "Comparison", pattern: Lexer.NA, label: "a comparison" });
export const Additive = createToken({ name: "Additive", pattern: Lexer.NA, label: "`+` or `-`" });
export const Multiplicative = createToken({ name: "Multiplicative", pattern: Lexer.NA, label: "`*`, `/` or `//`" });

const sign = (name: string, text: string, category?: TokenType) =>
  createToken({
    name,
    pattern: text,
    label: `\`${text}\``,
    ...(category === undefined ? {} : { categories: category }),
  });
export const Arrow = sign("Arrow", "->");
export const DotDot = sign("DotDot", "..");
export const Power = sign("Power", "**");
export const FloorDivide = sign("FloorDivide", "//", Multiplicative);
export const LessEqual = sign("LessEqual", "<=", Comparison);
export const GreaterEqual = sign("GreaterEqual", ">=", Comparison);
export const Equal = sign("Equal", "==", Comparison);
export const NotEqual = sign("NotEqual", "!=", Comparison);
export const Less = sign("Less", "<", Comparison);
export const Greater = sign("Greater", ">", Comparison);
export const Plus = sign("Plus", "+", Additive);
export const Minus = sign("Minus", "-", Additive);
export const Times = sign("Times", "*", Multiplicative);
export const Divide = sign("Divide", "/", Multiplicative);
export const Assign = sign("Assign", "=");
export const OpenParen = sign("OpenParen", "(");
export const CloseParen = sign("CloseParen", ")");
export const OpenBracket = sign("OpenBracket", "[");
export const CloseBracket = sign("CloseBracket", "]");
export const OpenBrace = sign("OpenBrace", "{");
export const CloseBrace = sign("CloseBrace", "}");
export const Comma = sign("Comma", ",");
export const Colon = sign("Colon", ":");
export const Dot = sign("Dot", ".");
export const At = sign("At", "@");
export const Question = sign("Question", "?");

/** Digits, a fraction, an exponent, and whatever word sticks to them: the unit is judged by its value's reader. */
export const NumberToken = createToken({
  name: "Number",
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:%|[A-Za-z_][A-Za-z0-9_]*)?/,
  label: "a number",
});
export const StringToken = createToken({ name: "String", pattern: /"(?:[^"\\]|\\.)*"/, label: "a string" });
/** A string without its closing quote reaches to the end of the line. */
export const UnclosedString = createToken({
  name: "UnclosedString",
  pattern: /"(?:[^"\\]|\\.)*\\?/,
  label: "a string",
});
export const Comment = createToken({ name: "Comment", pattern: /#.*/, group: "comments" });
const Space = createToken({ name: "Space", pattern: /[ \t\r\f\v\u00a0\ufeff]+/, group: Lexer.SKIPPED });
/** Any run of characters that the language does not use. */
export const Stray = createToken({
  name: "Stray",
  pattern: /[^\s\w"#()[\]{}<>=+\-*/.,:@?!]+|!|\S/,
  label: "a stray character",
});
/** Stands for `{ … }` in the token list of a chunk; what is inside are chunks of their own. */
export const Body = createToken({ name: "Body", pattern: Lexer.NA, label: "`{`" });

export const tokenTypes: TokenType[] = [
  Space,
  Comment,
  ...keywords,
  Name,
  NumberToken,
  StringToken,
  UnclosedString,
  Arrow,
  DotDot,
  Power,
  FloorDivide,
  LessEqual,
  GreaterEqual,
  Equal,
  NotEqual,
  Less,
  Greater,
  Plus,
  Minus,
  Times,
  Divide,
  Assign,
  OpenParen,
  CloseParen,
  OpenBracket,
  CloseBracket,
  OpenBrace,
  CloseBrace,
  Comma,
  Colon,
  Dot,
  At,
  Question,
  Stray,
  Body,
  Comparison,
  Additive,
  Multiplicative,
];

const lexer = new Lexer(tokenTypes, {
  positionTracking: "onlyOffset",
  ensureOptimizations: false,
  skipValidations: true,
});

/** What chevrotain finds wrong with the tokens. For tests: it takes as long as reading a file. */
export function validateTokens(): readonly string[] {
  const { lexerDefinitionErrors } = new Lexer(tokenTypes, { deferDefinitionErrorsHandling: true });
  return lexerDefinitionErrors.map(({ message }) => message);
}

/** One line of a text: its tokens, with offsets from the start of the line, and what cutting into chunks asks of it. */
export interface Line {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly comment: { readonly start: number; readonly text: string } | undefined;
  /** Columns before the first token. */
  readonly indent: number;
  /** Begins with something that goes on with the statement above: `->`, a sign, `then`, a closing bracket, `@`. */
  readonly continues: boolean;
  /** `import "…"`, `net name`, `block name`: closes everything that is open. */
  readonly closesAll: boolean;
  /** Has no braces, and its other brackets pair up: the common line, which needs no second look. */
  readonly isPlain: boolean;
  /** Opened minus closed braces, and the lowest that count gets within the line. */
  readonly braces: { readonly net: number; readonly lowest: number };
  /** Opened minus closed round and square brackets. */
  readonly brackets: number;
  /** Certainly an error, whatever stands around it: stray characters, a string without its end, an unknown unit, crossing brackets. */
  readonly isWrong: boolean;
}

/** Longer lines are not read: no author writes them, and every line is bounded work. */
const maximumLineLength = 100_000;

const continuations: ReadonlySet<TokenType> = new Set([
  Arrow,
  DotDot,
  Power,
  FloorDivide,
  LessEqual,
  GreaterEqual,
  Equal,
  NotEqual,
  Less,
  Greater,
  Plus,
  Minus,
  Times,
  Divide,
  Assign,
  Comma,
  Then,
  Else,
  As,
  And,
  Or,
  In,
  CloseParen,
  CloseBracket,
  CloseBrace,
  At,
  Dot,
]);

/** Reads one line, without its line end. Never fails: what is no token becomes a stray one. */
export function readLine(text: string): Line {
  const result = lexer.tokenize(text.length > maximumLineLength ? text.slice(0, maximumLineLength) : text);
  const tokens = result.tokens;
  const comment = result.groups.comments?.[0];
  const first = tokens[0];
  return {
    text,
    tokens,
    comment: comment === undefined ? undefined : { start: comment.startOffset, text: comment.image },
    indent: first?.startOffset ?? comment?.startOffset ?? text.length,
    continues: first !== undefined && continuations.has(first.tokenType),
    closesAll: closesEverything(tokens),
    ...countBrackets(tokens),
  };
}

function closesEverything(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (first?.tokenType !== Name) return false;
  switch (first.image) {
    case "import":
      return second === undefined || second.tokenType === StringToken || second.tokenType === UnclosedString;
    case "net":
    case "block":
      return second === undefined || second.tokenType === Name;
    default:
      return false;
  }
}

function countBrackets(tokens: readonly Token[]): Pick<Line, "isPlain" | "braces" | "brackets" | "isWrong"> {
  /** What would close the brackets that are open. */
  const open: TokenType[] = [];
  let pairsUp = true;
  let isWrong = false;
  let hasBraces = false;
  let net = 0;
  let lowest = 0;
  let brackets = 0;
  for (const { tokenType, image } of tokens) {
    const closing = closingOf(tokenType);
    if (tokenType === OpenBrace || tokenType === CloseBrace) {
      hasBraces = true;
      net += closing === undefined ? -1 : 1;
      lowest = Math.min(lowest, net);
    }
    if (closing !== undefined) {
      if (closing !== CloseBrace) brackets++;
      open.push(closing);
    } else if (tokenType === CloseParen || tokenType === CloseBracket || tokenType === CloseBrace) {
      if (tokenType !== CloseBrace) brackets--;
      const awaited = open.pop();
      if (awaited !== tokenType) pairsUp = false;
      if (awaited !== tokenType && awaited !== undefined) isWrong = true;
    } else if (tokenType === Stray || tokenType === UnclosedString) isWrong = true;
    else if (tokenType === NumberToken && /[A-Za-z_]$/.test(image) && isRefusal(readNumber(image))) isWrong = true;
  }
  const isPlain = pairsUp && open.length === 0 && !hasBraces;
  return { isPlain, braces: { net, lowest }, brackets, isWrong };
}

function closingOf(type: TokenType): TokenType | undefined {
  if (type === OpenParen) return CloseParen;
  if (type === OpenBracket) return CloseBracket;
  return type === OpenBrace ? CloseBrace : undefined;
}

/** A token that is not in the text: a bracket that was left open, or the body of a brace. */
export function virtualToken(type: TokenType, image: string, offset: number): Token {
  return createTokenInstance(type, image, offset, offset, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
}
