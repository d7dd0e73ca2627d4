/**
 * Cuts a text into chunks: one statement each, with the chunks inside its braces as groups. Statements start at line
 * starts, so this needs no grammar; it is both the error recovery and the unit of incremental work.
 */
import type { Span } from "../base/span.ts";
import {
  canEndExpression,
  isDeclaration,
  isWhole,
  startsStatement,
  unbalancedBraces,
  unbalancedBrackets,
  unbalancedLines,
} from "./boundaries.ts";
import { maximumErrors, type SourceLines } from "./lines.ts";
import {
  Assign,
  Body,
  CloseBrace,
  CloseBracket,
  CloseParen,
  Comma,
  type Line,
  OpenBrace,
  OpenBracket,
  OpenParen,
  type Token,
  virtualToken,
} from "./tokens.ts";

/** A complaint about the tokens of a chunk, before any grammar. */
export interface BracketProblem {
  readonly code: "unclosed-bracket" | "unmatched-bracket" | "missing-bracket" | "too-deep";
  readonly message: string;
  readonly span: Span;
}

/** The tokens of one statement; braces with all they hold are one `Body` token each. */
export interface Chunk {
  readonly tokens: readonly Token[];
  /** The line of each token, or of all. */
  readonly tokenLines: number | readonly number[];
  readonly groups: readonly Group[];
  readonly problems: readonly BracketProblem[];
}

/** What stands in one pair of braces. */
export interface Group {
  /** From the opening to the closing brace, or to the end of what was read where that is missing. */
  readonly span: Span;
  readonly isClosed: boolean;
  readonly chunks: readonly Chunk[];
}

export interface CutText {
  readonly chunks: readonly Chunk[];
  /** Closing braces that close nothing. */
  readonly problems: readonly BracketProblem[];
  /** By line, the chunks that are one plain line: after an edit elsewhere they are the same. */
  readonly plain: readonly (Chunk | undefined)[];
}

/** Deeper nesting than this is reported instead of parsed: the parser's stack is finite. */
export const maximumDepth = 64;

/**
 * Cuts lines into chunks. Where the braces of a region (from one `net`, `block` or `import` to the next) do not pair up,
 * indentation decides where a body ends, so that a missing or surplus brace costs as few lines as possible. With the cut
 * of an earlier version, chunks whose lines stand where they stood are the same objects.
 */
export function cutChunks(source: SourceLines, previous?: Pick<CutText, "plain">): CutText {
  const cutter = new Cutter(source, previous?.plain ?? []);
  const unbalanced = unbalancedLines(source.lines);
  for (let i = 0; i < source.lines.length; i++) {
    const line = source.lines[i];
    if (line !== undefined && line.tokens.length > 0) cutter.line(line, i, unbalanced[i] ?? 0);
  }
  return cutter.finish();
}

/** A statement being gathered. */
interface Builder {
  tokens: Token[] | readonly Token[];
  /** Whether `tokens` belongs to a line and must be copied before it grows. */
  isShared: boolean;
  lines: number | number[];
  groups: Group[];
  problems: BracketProblem[];
  /** Brackets left open: their index among the tokens, and how many of them are round. */
  open: number[];
  openParens: number;
}

/** An open brace. */
interface Frame {
  readonly start: number;
  readonly indent: number;
  readonly line: number;
  readonly chunks: Chunk[];
  current: Builder | undefined;
}

class Cutter {
  private readonly source: SourceLines;
  private readonly frames: Frame[] = [{ start: 0, indent: -1, line: -1, chunks: [], current: undefined }];
  private readonly problems: BracketProblem[] = [];
  private readonly plain: (Chunk | undefined)[];
  private readonly kept: readonly (Chunk | undefined)[];

  constructor(source: SourceLines, kept: readonly (Chunk | undefined)[]) {
    this.source = source;
    this.kept = kept;
    this.plain = new Array(source.lines.length);
  }

  line(line: Line, index: number, unbalanced: number): void {
    const isUnbalanced = (unbalanced & unbalancedBraces) !== 0;
    if (line.closesAll) this.closeFrames(1, index);
    else if (isUnbalanced && this.frames.length > 1 && this.closeByIndent(line, index)) return;
    if (isUnbalanced && this.lacksBrace(line)) this.openMissingBrace();
    this.startLine(line, (unbalanced & unbalancedBrackets) !== 0);
    const frame = this.frame;
    if (line.isPlain && frame.current === undefined) {
      frame.current = {
        tokens: line.tokens,
        isShared: true,
        lines: index,
        groups: [],
        problems: [],
        open: [],
        openParens: 0,
      };
      return;
    }
    for (let i = 0; i < line.tokens.length; i++) {
      const token = line.tokens[i];
      if (token === undefined) continue;
      if (token.tokenType === OpenBrace) this.openBrace(token, index, line.indent);
      else if (token.tokenType === CloseBrace) this.closeBrace(token, index, isUnbalanced);
      else this.add(token, index);
    }
  }

  finish(): CutText {
    this.closeFrames(1, this.source.lines.length);
    this.finishChunk();
    return { chunks: this.frame.chunks, problems: this.problems, plain: this.plain };
  }

  private get frame(): Frame {
    const frame = this.frames[this.frames.length - 1];
    if (frame === undefined) throw new Error("the file's own frame is never closed");
    return frame;
  }

  /** Decides whether the line goes on with the statement above. */
  private startLine(line: Line, isUnbalanced: boolean): void {
    const current = this.frame.current;
    if (current === undefined) return;
    if (!line.closesAll) {
      if (line.continues) return;
      if (current.open.length > 0) {
        const last = current.tokens[current.tokens.length - 1];
        const canEnd = last !== undefined && canEndExpression.has(last.tokenType);
        const first = firstLineOf(current);
        // A bracket is missing somewhere near: what is indented no deeper than the statement is hardly part of it, and
        // what is whole in itself is hardly an argument. A statement behind the brace of its body has no indent of its own.
        const isOutside =
          isUnbalanced &&
          (line.indent <= (this.source.lines[first]?.indent ?? 0) || first === this.frame.line || isWhole(line));
        if (!startsStatement(line.tokens) || !(canEnd || isOutside)) return;
      }
    }
    this.finishChunk();
  }

  /** In a region whose braces do not pair up. Says whether the line was only a stray closing brace. */
  private closeByIndent(line: Line, index: number): boolean {
    const closes = line.tokens[0]?.tokenType === CloseBrace;
    if (!closes && line.continues) return false;
    while (this.frames.length > 1 && (closes ? line.indent < this.frame.indent : line.indent <= this.frame.indent)) {
      this.closeFrame(index);
    }
    const brace = line.tokens[0];
    if (closes && brace !== undefined && line.indent > this.frame.indent) {
      this.unmatched(brace, index);
      for (const token of line.tokens.slice(1)) if (token.tokenType !== CloseBrace) this.add(token, index);
      return true;
    }
    return false;
  }

  /** In a region whose braces do not pair up: whether the line is the body of the header above, whose `{` is missing. */
  private lacksBrace(line: Line): boolean {
    const { current } = this.frame;
    if (current === undefined || this.frames.length > 1 || line.continues || current.groups.length > 0) return false;
    const [word, name, third] = current.tokens;
    const isHeader = (word?.image === "net" || word?.image === "block") && name !== undefined;
    if (!isHeader || third?.tokenType === Assign) return false;
    if (line.indent <= (this.source.lines[firstLineOf(current)]?.indent ?? 0)) return false;
    if (current.open.length === 0) return true;
    // Parameters may stand on lines of their own: those go on after a comma or the bracket itself.
    const last = current.tokens[current.tokens.length - 1]?.tokenType;
    return isDeclaration(line.tokens) || (startsStatement(line.tokens) && last !== Comma && last !== OpenParen);
  }

  /** Opens the body of a header whose `{` is missing. What is open in the header is closed. */
  private openMissingBrace(): void {
    const { current } = this.frame;
    const last = current?.tokens[current.tokens.length - 1];
    if (current === undefined || last === undefined) return;
    const line = lastLineOf(current);
    const offset = last.startOffset + last.image.length;
    while (current.open.length > 0) this.closeBracket(current, offset, line);
    if (current.problems.length === 0) {
      current.problems.push({
        code: "missing-bracket",
        message: "The `{` of the lines below is missing.",
        span: this.spanOf(last, line),
      });
    }
    this.openBrace({ ...last, startOffset: offset }, line, this.source.lines[firstLineOf(current)]?.indent ?? 0);
  }

  private openBrace(token: Token, line: number, indent: number): void {
    if (this.frames.length > maximumDepth) {
      // Once is enough: the braces inside are as deep.
      if (this.problems.at(-1)?.code === "too-deep") return;
      this.problems.push({
        code: "too-deep",
        message: `Braces are nested deeper than ${maximumDepth}.`,
        span: this.spanOf(token, line),
      });
      return;
    }
    const body = virtualToken(Body, "{}", token.startOffset);
    body.payload = this.frame.current?.groups.length ?? 0;
    this.add(body, line);
    this.frames.push({ start: this.offset(line) + token.startOffset, indent, line, chunks: [], current: undefined });
  }

  private closeBrace(token: Token, line: number, mayBeStray: boolean): void {
    const { frame } = this;
    if (this.frames.length === 1 || (mayBeStray && frame.line < line && this.goesOnInside(line, frame.indent))) {
      this.unmatched(token, line);
      return;
    }
    this.finishChunk();
    this.frames.pop();
    this.addGroup({
      span: { start: frame.start, end: this.offset(line) + token.startOffset + 1 },
      isClosed: true,
      chunks: frame.chunks,
    });
  }

  /** Whether the next statement is indented as inside the frame, which has not come to its `return` or `output`. */
  private goesOnInside(line: number, indent: number): boolean {
    const last = (this.frame.current ?? this.frame.chunks.at(-1))?.tokens[0]?.image;
    if (last === "return" || last === "output") return false;
    for (let i = line + 1; i < this.source.lines.length; i++) {
      const next = this.source.lines[i];
      const first = next?.tokens[0];
      if (next === undefined || first === undefined || (next.continues && first.tokenType !== CloseBrace)) continue;
      return next.indent > indent;
    }
    return false;
  }

  private unmatched(token: Token, line: number): void {
    if (this.problems.length > maximumErrors) return;
    this.problems.push({
      code: "unmatched-bracket",
      message: `\`${token.image}\` closes nothing.`,
      span: this.spanOf(token, line),
    });
  }

  private closeFrames(keep: number, line: number): void {
    while (this.frames.length > keep) this.closeFrame(line);
  }

  /** Closes the innermost frame, whose brace is missing, before `line`. */
  private closeFrame(line: number): void {
    this.finishChunk();
    const frame = this.frames.pop();
    if (frame === undefined) return;
    const last = this.source.lines[line - 1];
    const end = last === undefined ? frame.start + 1 : this.offset(line - 1) + last.text.length;
    this.frame.current?.problems.push({
      code: "unclosed-bracket",
      message: "This `{` is never closed.",
      span: { start: frame.start, end: frame.start + 1 },
    });
    this.addGroup({ span: { start: frame.start, end }, isClosed: false, chunks: frame.chunks });
  }

  private addGroup(group: Group): void {
    this.frame.current?.groups.push(group);
  }

  private add(token: Token, line: number): void {
    const { frame } = this;
    frame.current ??= { tokens: [], isShared: false, lines: line, groups: [], problems: [], open: [], openParens: 0 };
    const { current } = frame;
    const type = token.tokenType;
    if (type === CloseParen || type === CloseBracket) {
      const opener = type === CloseParen ? OpenParen : OpenBracket;
      const matching = type === CloseParen ? current.openParens : current.open.length - current.openParens;
      if (matching === 0) {
        current.problems.push({
          code: "unmatched-bracket",
          message: `\`${token.image}\` closes nothing.`,
          span: this.spanOf(token, line),
        });
        return;
      }
      while (current.tokens[current.open.at(-1) ?? 0]?.tokenType !== opener)
        this.closeBracket(current, token.startOffset, line);
      current.open.pop();
      if (type === CloseParen) current.openParens--;
    }
    push(current, token, line);
    if (type === OpenParen || type === OpenBracket) current.open.push(current.tokens.length - 1);
    if (type === OpenParen) current.openParens++;
  }

  /** Adds the closing bracket that the author left out. */
  private closeBracket(current: Builder, offset: number, line: number): void {
    const index = current.open.pop() ?? 0;
    const opener = current.tokens[index];
    if (opener === undefined) return;
    const openerLine = typeof current.lines === "number" ? current.lines : (current.lines[index] ?? line);
    current.problems.push({
      code: "unclosed-bracket",
      message: `This \`${opener.image}\` is never closed.`,
      span: this.spanOf(opener, openerLine),
    });
    const isParen = opener.tokenType === OpenParen;
    if (isParen) current.openParens--;
    push(current, virtualToken(isParen ? CloseParen : CloseBracket, isParen ? ")" : "]", offset), line);
  }

  private finishChunk(): void {
    const { frame } = this;
    const { current } = frame;
    if (current === undefined) return;
    const last = current.tokens[current.tokens.length - 1];
    const lastLine = lastLineOf(current);
    while (current.open.length > 0) this.closeBracket(current, (last?.endOffset ?? 0) + 1, lastLine);
    frame.chunks.push(this.chunkOf(current));
    frame.current = undefined;
  }

  private chunkOf({ tokens, lines, groups, problems, isShared }: Builder): Chunk {
    const isPlain = isShared && problems.length === 0;
    if (!isPlain || typeof lines !== "number") return { tokens, tokenLines: lines, groups, problems };
    const kept = this.kept[lines];
    const chunk = kept?.tokens === tokens ? kept : { tokens, tokenLines: lines, groups, problems };
    this.plain[lines] = chunk;
    return chunk;
  }

  private offset(line: number): number {
    return this.source.starts[line] ?? this.source.text.length;
  }

  private spanOf(token: Token, line: number): Span {
    const start = this.offset(line) + token.startOffset;
    return { start, end: start + token.image.length };
  }
}

function firstLineOf({ lines }: Builder): number {
  return typeof lines === "number" ? lines : (lines[0] ?? 0);
}

function lastLineOf({ lines }: Builder): number {
  return typeof lines === "number" ? lines : (lines[lines.length - 1] ?? 0);
}

function push(current: Builder, token: Token, line: number): void {
  if (current.isShared) {
    current.tokens = [...current.tokens];
    current.isShared = false;
  }
  if (typeof current.lines === "number" && current.lines !== line) {
    const only = current.lines;
    current.lines = current.tokens.map(() => only);
  }
  (current.tokens as Token[]).push(token);
  if (typeof current.lines !== "number") current.lines.push(line);
}
