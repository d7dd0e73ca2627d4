/**
 * The formatter: indentation, blanks between tokens, alignment of pipelines. It never moves a token to another line, never
 * changes one, and keeps every comment; what cannot be read stays as it was written.
 */
import type { TokenType } from "chevrotain";
import { readLines, type SourceLines } from "./lines.ts";
import { readSource, type SourceChunk, type SourceFile } from "./read.ts";
import {
  Arrow,
  Assign,
  At,
  CloseBrace,
  CloseBracket,
  CloseParen,
  Colon,
  Comma,
  Dot,
  DotDot,
  Else,
  If,
  type Line,
  Minus,
  Name,
  NumberToken,
  OpenBrace,
  OpenBracket,
  OpenParen,
  Power,
  Question,
  StringToken,
  Then,
  type Token,
} from "./tokens.ts";

/** Pipelines are not aligned beyond this column. */
const maximumWidth = 100;

/** Formats a text. One whose brackets do not pair up is given back as it is: there is no telling what belongs where. */
export function formatSource(text: string): string {
  const file = readSource(text);
  if (
    file.reports.some(({ code }) => code === "unclosed-bracket" || code === "unmatched-bracket" || code === "too-deep")
  )
    return text;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const rows = layOut(readLines(text.slice(mark.length)), unreadable(file));
  alignComments(rows);
  const lines = rows.map(({ code, comment, gap }) =>
    (comment === undefined ? code : code + " ".repeat(gap) + comment).trimEnd(),
  );
  while (lines.at(-1) === "") lines.pop();
  return lines.length === 0 ? mark : mark + lines.join(newline) + newline;
}

/** Lines of statements that did not parse. */
function unreadable(file: SourceFile): ReadonlySet<number> {
  const { starts } = file.lines;
  const bad = new Set(file.reports.map(({ span }) => starts.findLastIndex((start) => start <= span.start)));
  const lines = new Set<number>();
  const visit = ({ chunk, bodies }: SourceChunk): void => {
    const own = typeof chunk.tokenLines === "number" ? [chunk.tokenLines] : chunk.tokenLines;
    if (own.some((line) => bad.has(line))) for (const line of own) lines.add(line);
    for (const body of bodies) body.chunks.forEach(visit);
  };
  file.chunks.forEach(visit);
  return lines;
}

/** One line of the result. */
interface Row {
  readonly code: string;
  readonly comment: string | undefined;
  /** Column of the comment as it was written, so that aligned comments stay aligned. */
  readonly column: number;
  /** Blanks before the comment. */
  gap: number;
}

/** An open bracket, and what is aligned inside it. */
interface Frame {
  readonly opener: TokenType | undefined;
  readonly line: number;
  /** The word that began the statement before a brace: `input`, `budget`, … */
  readonly word: string;
  arrow: number | undefined;
  condition: number | undefined;
  /** A `:` has been met since the last comma: a typed parameter. */
  isTyped: boolean;
}

function layOut({ lines }: SourceLines, verbatim: ReadonlySet<number>): Row[] {
  const rows: Row[] = [];
  const frames: Frame[] = [frame(undefined, -1, "")];
  let word = "";
  for (const [index, line] of lines.entries()) {
    const first = line.tokens[0];
    if (first === undefined) {
      if (line.comment === undefined) addBlank(rows);
      else addRow(rows, " ".repeat(indentOf(frames)) + tidyComment(line.comment.text));
      continue;
    }
    const top = frames.at(-1) ?? frame(undefined, -1, "");
    if (!line.continues) {
      top.arrow = undefined;
      top.condition = undefined;
      if (top.opener === undefined || top.opener === OpenBrace) word = first.image;
    }
    if (first.tokenType === CloseBrace) removeBlank(rows);
    const code = codeOf(line, index, frames, word, verbatim.has(index));
    addRow(rows, code, line.comment);
  }
  return rows;
}

function frame(opener: TokenType | undefined, line: number, word: string): Frame {
  return { opener, line, word, arrow: undefined, condition: undefined, isTyped: false };
}

/** Two columns for every earlier line that left a bracket open; closing brackets at the line's start close theirs first. */
function indentOf(frames: readonly Frame[], line?: Line): number {
  let open = frames.length;
  if (line !== undefined) {
    for (const { tokenType } of line.tokens) {
      if (tokenType !== CloseBrace && tokenType !== CloseParen && tokenType !== CloseBracket) break;
      open--;
    }
  }
  return 2 * new Set(frames.slice(1, Math.max(1, open)).map((entry) => entry.line)).size;
}

function codeOf(line: Line, index: number, frames: Frame[], word: string, isVerbatim: boolean): string {
  const column = startColumn(line, frames);
  let code = " ".repeat(column);
  const written = line.text.slice(0, line.comment?.start ?? line.text.length).trimEnd();
  for (const [i, token] of line.tokens.entries()) {
    const top = frames.at(-1) ?? frame(undefined, -1, "");
    const previous = line.tokens[i - 1];
    if (previous !== undefined) code += space(line.tokens, i, top) ? " " : "";
    if (token.tokenType === Arrow) top.arrow ??= code.length;
    if (token.tokenType === If) top.condition ??= code.length;
    code += token.image;
    track(token, frames, index, word);
  }
  return isVerbatim ? written : code;
}

function startColumn(line: Line, frames: readonly Frame[]): number {
  const base = indentOf(frames, line);
  const first = line.tokens[0]?.tokenType;
  const top = frames.at(-1);
  if (!line.continues || first === CloseBrace || first === CloseParen || first === CloseBracket) return base;
  if (first === Arrow && top?.arrow !== undefined) {
    const width = line.text.trim().length - (line.comment?.text.length ?? 0);
    if (top.arrow + width <= maximumWidth) return top.arrow;
  }
  if ((first === Then || first === Else) && top?.condition !== undefined) return top.condition;
  return base + 4;
}

function track(token: Token, frames: Frame[], line: number, word: string): void {
  const { tokenType } = token;
  const top = frames.at(-1);
  if (tokenType === OpenBrace || tokenType === OpenParen || tokenType === OpenBracket)
    frames.push(frame(tokenType, line, word));
  else if (tokenType === CloseBrace || tokenType === CloseParen || tokenType === CloseBracket) {
    if (frames.length > 1) frames.pop();
  } else if (top !== undefined && tokenType === Colon) top.isTyped = true;
  else if (top !== undefined && tokenType === Comma) top.isTyped = false;
}

const opening: ReadonlySet<TokenType | undefined> = new Set([OpenParen, OpenBracket]);
const closing: ReadonlySet<TokenType | undefined> = new Set([CloseParen, CloseBracket]);
/** After these an opening bracket is a call, an index or a type. */
const attaches: ReadonlySet<TokenType | undefined> = new Set([Name, CloseParen, CloseBracket, CloseBrace]);
/** After these a minus is a sign. */
const operands: ReadonlySet<TokenType | undefined> = new Set([
  Name,
  NumberToken,
  StringToken,
  CloseParen,
  CloseBracket,
  CloseBrace,
  Question,
]);

/** Whether a blank stands before the token at `index`, which is not the first of its line. */
function space(tokens: readonly Token[], index: number, top: Frame): boolean {
  const before = tokens[index - 1];
  const token = tokens[index];
  const left = before?.tokenType;
  const right = token?.tokenType;
  if (left === OpenBrace) return right !== CloseBrace;
  if (opening.has(left) || closing.has(right) || right === Comma || right === Colon) return false;
  if (left === Colon) return !(top.opener === OpenParen && tokens[index - 2]?.tokenType === NumberToken);
  if (left === Dot || right === Dot || left === DotDot || right === DotDot || left === Power || right === Power)
    return false;
  if (left === At) return false;
  if (right === Assign || left === Assign) return top.opener !== OpenParen || top.isTyped;
  if (left === Minus && !operands.has(tokens[index - 2]?.tokenType)) return false;
  if (right === OpenParen) return !attaches.has(left) && !isWord(before, "choose");
  if (right === OpenBracket) return !attaches.has(left) || isSettingName(tokens, index - 1, top);
  return true;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.image === word;
}

/** `mean [0.485, …]` in the braces of an input: a name and its value, not an index. */
function isSettingName(tokens: readonly Token[], index: number, top: Frame): boolean {
  const before = tokens[index - 1]?.tokenType;
  return (
    top.opener === OpenBrace &&
    top.word === "input" &&
    (before === undefined || before === OpenBrace || before === Comma)
  );
}

function tidyComment(text: string): string {
  return text.trimEnd().replace(/^(#+)(?=[\p{L}\p{N}])/u, "$1 ");
}

function addRow(rows: Row[], code: string, comment?: Line["comment"]): void {
  rows.push({
    code,
    comment: comment === undefined ? undefined : tidyComment(comment.text),
    column: comment?.start ?? -1,
    gap: 2,
  });
}

function addBlank(rows: Row[]): void {
  const last = rows.at(-1);
  if (last === undefined || last.code === "" || (last.code.endsWith("{") && last.comment === undefined)) return;
  addRow(rows, "");
}

function removeBlank(rows: Row[]): void {
  if (rows.at(-1)?.code === "") rows.pop();
}

/** Comments behind neighbouring lines that began in one column begin in one column again. */
function alignComments(rows: readonly Row[]): void {
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    const column = rows[start]?.column ?? -1;
    while (column !== -1 && rows[end]?.column === column) end++;
    const group = rows.slice(start, end);
    const width = Math.max(...group.map(({ code }) => code.length));
    if (column !== -1 && group.length > 1) for (const row of group) row.gap = width - row.code.length + 2;
    start = end;
  }
}
