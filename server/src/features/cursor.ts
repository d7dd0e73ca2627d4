/**
 * What stands before a cursor in a text that may be half typed: the pieces of the statement at hand, and the statements
 * around it. Works on tokens alone, so it holds where nothing parses.
 */
import { type Analysis, keywordNames, lineAt, type SourceLines, type syntax } from "@lathe/engine";

/** A token, or `{}` for braces that are closed again. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Statement {
  /** From its start up to the cursor, or up to the brace that opens what stands inside of it. */
  readonly pieces: readonly Piece[];
  /** What stands before the brace around it; undefined at the top of the file. */
  readonly outer: Statement | undefined;
}

export interface Cursor {
  readonly analysis: Analysis;
  readonly offset: number;
  /** `word`: a name that is being typed, or nothing yet. `string`: between quotes. */
  readonly kind: "word" | "number" | "string";
  /** Where what is being typed starts (within a string behind the quote), and ends. */
  readonly start: number;
  readonly end: number;
  /** What is being typed, up to the cursor. */
  readonly typed: string;
  /** Without what is being typed. */
  readonly statement: Statement;
}

/** Undefined in a comment. */
export function cursorAt(analysis: Analysis, offset: number): Cursor | undefined {
  const { lines } = analysis.module.file;
  const index = lineAt(lines, offset);
  const line = lines.lines[index];
  const lineStart = lines.starts[index] ?? 0;
  if (line?.comment !== undefined && offset > lineStart + line.comment.start) return undefined;
  const under = line?.tokens.find(({ startOffset, image }) => {
    const start = lineStart + startOffset;
    const end = start + image.length;
    return isText(image)
      ? start < offset && (offset < end || (offset === end && !isClosed(image)))
      : /^\w/.test(image) && start < offset && offset <= end;
  });
  const before = (start: number) => {
    const back = new Backwards(lines, index, start);
    return statementOf(back, back.startsLine);
  };
  if (under === undefined) {
    const statement = before(offset);
    return { analysis, offset, kind: "word", start: offset, end: offset, typed: "", statement };
  }
  const start = lineStart + under.startOffset;
  const end = start + under.image.length;
  if (!isText(under.image)) {
    const kind = /^\d/.test(under.image) ? "number" : "word";
    const typed = analysis.text.slice(start, offset);
    return { analysis, offset, kind, start, end, typed, statement: before(start) };
  }
  const inside = { start: start + 1, end: isClosed(under.image) ? end - 1 : end };
  const typed = analysis.text.slice(inside.start, offset);
  return { analysis, offset, kind: "string", ...inside, typed, statement: before(start) };
}

function isText(image: string): boolean {
  return image.startsWith('"');
}

function isClosed(image: string): boolean {
  return image.length > 1 && /^"(?:[^"\\]|\\.)*"$/.test(image);
}

export function isName(text: string | undefined): boolean {
  return text !== undefined && /^[A-Za-z_]/.test(text);
}

/** Whether a value may end with this piece: then what follows on a new line is a statement of its own. */
export function canEnd(text: string | undefined): boolean {
  if (text === undefined) return false;
  if (isName(text)) return !keywordNames.includes(text) || ["true", "false", "none"].includes(text);
  return /^[\d"]/.test(text) || [")", "]", "}", "{}", "?"].includes(text);
}

interface Step extends Piece {
  readonly isFirst: boolean;
  readonly continues: boolean;
  /** Closes every brace above: `net name`, `block name`, `import "…"`. */
  readonly closesAll: boolean;
}

/** Tokens from an offset backwards. */
class Backwards {
  private readonly lines: SourceLines;
  private line: number;
  private index: number;
  /** What stands at the offset itself is the first of its line. */
  readonly startsLine: boolean;

  constructor(lines: SourceLines, line: number, offset: number) {
    this.lines = lines;
    this.line = line;
    const start = lines.starts[line] ?? 0;
    this.index = (lines.lines[line]?.tokens ?? []).filter(({ startOffset }) => start + startOffset < offset).length;
    this.startsLine = this.index === 0;
  }

  next(): Step | undefined {
    while (this.index === 0) {
      if (this.line === 0) return undefined;
      this.index = this.lines.lines[--this.line]?.tokens.length ?? 0;
    }
    const line = this.lines.lines[this.line];
    const token = line?.tokens[--this.index];
    if (line === undefined || token === undefined) return undefined;
    const start = (this.lines.starts[this.line] ?? 0) + token.startOffset;
    const isFirst = this.index === 0;
    return {
      text: token.image,
      start,
      end: start + token.image.length,
      isFirst,
      continues: line.continues,
      closesAll: line.closesAll,
    };
  }
}

/** `startsLine`: what comes behind is the first of its line. */
function statementOf(back: Backwards, startsLine: boolean): Statement {
  const pieces: Piece[] = [];
  let startsStatement = startsLine;
  for (let step = back.next(); step !== undefined; step = back.next()) {
    if (step.text === "{") return { pieces: pieces.reverse(), outer: statementOf(back, false) };
    if (startsStatement && canEnd(step.text)) {
      const outer = step.closesAll && step.isFirst ? undefined : outerOf(back, step.text === "}" ? 1 : 0);
      return { pieces: pieces.reverse(), outer };
    }
    const first = step.text === "}" ? opening(back) : step;
    pieces.push(
      step.text === "}"
        ? { text: "{}", start: first?.start ?? step.start, end: step.end }
        : { text: step.text, start: step.start, end: step.end },
    );
    const { isFirst, continues, closesAll } = first ?? step;
    if (isFirst && closesAll) return { pieces: pieces.reverse(), outer: undefined };
    startsStatement = isFirst && !continues;
  }
  return { pieces: pieces.reverse(), outer: undefined };
}

/** The brace that opens those just closed. */
function opening(back: Backwards): Step | undefined {
  for (let depth = 1; ; ) {
    const step = back.next();
    if (step === undefined) return undefined;
    depth += step.text === "}" ? 1 : step.text === "{" ? -1 : 0;
    if (depth === 0) return step;
  }
}

/** The statement before the next brace that is still open; `closed` braces are to be opened first. */
function outerOf(back: Backwards, closed: number): Statement | undefined {
  let depth = closed;
  for (let step = back.next(); step !== undefined; step = back.next()) {
    if (step.text === "}") depth++;
    else if (step.text === "{" && depth-- === 0) return statementOf(back, false);
    if (depth === 0 && step.isFirst && step.closesAll) return undefined;
  }
  return undefined;
}

/** Words that open a statement whose braces hold something of their own. */
const contexts: Readonly<Record<string, syntax.Context>> = {
  net: "body",
  block: "body",
  op: "op",
  import: "import",
  input: "input",
  budget: "budget",
  policy: "policy",
  weights: "weights",
};

/** What the braces around a statement hold. */
export function contextOf({ outer }: Statement): syntax.Context {
  if (outer === undefined) return "file";
  const [first, second] = outer.pieces;
  const declared = first === undefined || second?.text === "=" ? undefined : contexts[first.text];
  if (declared !== undefined) return declared;
  const repeat = outer.pieces.findLastIndex(({ text }) => text === "repeat" || text === "collect");
  if (repeat === -1) return "body";
  const binder = topLevel(outer.pieces.slice(repeat));
  const as = binder.findIndex(({ text }) => text === "as");
  // With a name for the carried value, the body is statements.
  return as !== -1 && binder.slice(as).some(({ text }) => text === ",") ? "body" : "stages";
}

/** The statement that declares the net or block around a statement. */
export function declaringStatement(statement: Statement): Statement | undefined {
  for (let at = statement.outer; at !== undefined; at = at.outer)
    if (at.outer === undefined || ["net", "block"].includes(at.pieces[0]?.text ?? "")) return at;
  return undefined;
}

const openers = ["(", "["];
const closers = [")", "]"];

/** The pieces that stand in no brackets, the brackets left out. */
function topLevel(pieces: readonly Piece[]): readonly Piece[] {
  let depth = 0;
  return pieces.filter(({ text }) => {
    if (openers.includes(text)) depth++;
    if (closers.includes(text)) depth--;
    return depth <= 0 && !closers.includes(text);
  });
}

/** Index of the innermost bracket that is still open; −1 where there is none. */
export function openBracket(pieces: readonly Piece[]): number {
  let depth = 0;
  for (let i = pieces.length - 1; i >= 0; i--) {
    const text = pieces[i]?.text ?? "";
    if (closers.includes(text)) depth++;
    else if (openers.includes(text) && depth-- === 0) return i;
  }
  return -1;
}

/** The pieces cut at the commas that stand in no further brackets; the last is what is being typed. */
export function splitAtCommas(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const parts: Piece[][] = [[]];
  let depth = 0;
  for (const piece of pieces) {
    if (openers.includes(piece.text)) depth++;
    else if (closers.includes(piece.text)) depth--;
    if (piece.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(piece);
  }
  return parts;
}

/** The entry of a list in braces that is being typed: what stands behind the last comma. */
export function entryOf({ pieces }: Statement): readonly Piece[] {
  return splitAtCommas(pieces).at(-1) ?? [];
}

/** A call whose parenthesis is still open. */
export interface OpenCall {
  readonly callee: Piece;
  readonly kind: "call" | "annotation" | "declaration";
  /** Index of the callee in the statement. */
  readonly index: number;
  /** Arguments up to the cursor; the last is being typed. */
  readonly arguments: readonly (readonly Piece[])[];
}

/** The innermost call around the cursor; a list inside an argument does not end it. */
export function openCall({ pieces }: Statement): OpenCall | undefined {
  for (let end = pieces.length; ; ) {
    const open = openBracket(pieces.slice(0, end));
    if (open === -1) return undefined;
    const callee = pieces[open - 1];
    if (pieces[open]?.text === "(" && callee !== undefined && isName(callee.text) && canEnd(callee.text)) {
      const before = pieces[open - 2]?.text ?? "";
      const declares = open === 2 && ["net", "block", "fn", "op"].includes(before);
      return {
        callee,
        kind: before === "@" ? "annotation" : declares ? "declaration" : "call",
        index: open - 1,
        arguments: splitAtCommas(pieces.slice(open + 1)),
      };
    }
    end = open;
  }
}

/** `kernel = …`: the name of an argument, where it has one. */
export function argumentName(argument: readonly Piece[]): string | undefined {
  return isName(argument[0]?.text) && argument[1]?.text === "=" ? argument[0]?.text : undefined;
}
