/** From text to trees: cuts, parses every chunk by what surrounds it, and recovers inside those that do not parse. */
import type { Report } from "../base/report.ts";
import type { Span } from "../base/span.ts";
import type { Context, Range, Statement } from "./ast.ts";
import { type Chunk, type CutText, cutChunks, type Group } from "./chunks.ts";
import { maximumErrors, maximumLines, maximumTokens, readLines, type SourceLines } from "./lines.ts";
import type { RangeProblem } from "./parser.ts";
import { type ParsedStatement, parseStatement } from "./statement.ts";
import { Body, type Token } from "./tokens.ts";

/** A statement with its tree, and the statements inside its braces. */
export interface SourceChunk {
  readonly chunk: Chunk;
  readonly statement: Statement;
  /** What is wrong with the statement itself. */
  readonly problems: readonly RangeProblem[];
  readonly bodies: readonly SourceBody[];
}

export interface SourceBody {
  readonly context: Context;
  readonly span: Span;
  readonly chunks: readonly SourceChunk[];
}

export interface SourceFile {
  readonly lines: SourceLines;
  readonly chunks: readonly SourceChunk[];
  readonly reports: readonly Report[];
  /** What the next reading of an edited text may keep. */
  readonly memory: Memory;
}

/** Trees by what they were made from, so that only changed chunks are parsed again. */
interface Memory {
  readonly cut: CutText;
  readonly byTokens: WeakMap<readonly Token[], Map<Context, ParsedStatement>>;
  readonly byText: ReadonlyMap<string, ParsedStatement>;
}

/** Reads a text; with `previous`, the reading of an earlier version, only what changed. Never throws. */
export function readSource(text: string, previous?: SourceFile): SourceFile {
  const lines = readLines(text, previous?.lines);
  const cut = cutChunks(lines, previous?.memory.cut);
  const reader = new Reader(lines, previous?.memory);
  const chunks = reader.body(cut.chunks, "file", previous?.chunks ?? []);
  for (const { span, ...problem } of cut.problems) reader.complain(problem, span);
  reader.end();
  return { lines, chunks, reports: reader.reports, memory: { cut, byTokens: reader.byTokens, byText: reader.byText } };
}

/** Offsets of a range of tokens. */
export function spanOf(lines: SourceLines, chunk: Chunk, range: Range): Span {
  return { start: startOf(lines, chunk, range.first), end: endOf(lines, chunk, range.last) };
}

function startOf(lines: SourceLines, chunk: Chunk, index: number): number {
  const token = chunk.tokens[Math.min(index, chunk.tokens.length - 1)];
  return token === undefined ? 0 : lineStart(lines, chunk, index) + token.startOffset;
}

function endOf(lines: SourceLines, chunk: Chunk, index: number): number {
  const token = chunk.tokens[Math.min(index, chunk.tokens.length - 1)];
  if (token === undefined) return 0;
  if (token.tokenType === Body) return chunk.groups[Number(token.payload)]?.span.end ?? startOf(lines, chunk, index);
  // A bracket that Lathe added takes no room in the text.
  const width = Number.isNaN(token.startLine) ? 0 : token.image.length;
  return lineStart(lines, chunk, index) + token.startOffset + width;
}

function lineStart(lines: SourceLines, chunk: Chunk, index: number): number {
  const line =
    typeof chunk.tokenLines === "number"
      ? chunk.tokenLines
      : (chunk.tokenLines[Math.min(index, chunk.tokenLines.length - 1)] ?? 0);
  return lines.starts[line] ?? lines.text.length;
}

/** The `##` lines right above a chunk, without their signs; undefined where there are none. */
export function documentationOf(lines: SourceLines, chunk: Chunk): string | undefined {
  const first = typeof chunk.tokenLines === "number" ? chunk.tokenLines : (chunk.tokenLines[0] ?? 0);
  const docs: string[] = [];
  for (let i = first - 1; i >= 0; i--) {
    const line = lines.lines[i];
    if (line === undefined || line.tokens.length > 0 || !line.comment?.text.startsWith("##")) break;
    docs.unshift(line.comment.text.slice(2).trim());
  }
  return docs.length === 0 ? undefined : docs.join("\n");
}

class Reader {
  readonly reports: Report[] = [];
  readonly byTokens: Memory["byTokens"];
  readonly byText = new Map<string, ParsedStatement>();
  private readonly lines: SourceLines;
  private readonly old: Memory | undefined;
  private hasGivenUp = false;

  constructor(lines: SourceLines, old: Memory | undefined) {
    this.lines = lines;
    this.old = old;
    this.byTokens = old?.byTokens ?? new WeakMap();
  }

  /** Reads chunks; those that are also among `old`, the same body of an earlier version, stay as they were read there. */
  body(chunks: readonly Chunk[], context: Context, old: readonly SourceChunk[]): SourceChunk[] {
    const shift = old.length - chunks.length;
    return chunks.map((chunk, i) => {
      const [here, moved] = [old[i], old[i + shift]];
      if (!this.hasGivenUp && here !== undefined && isKept(here, chunk)) return here;
      if (!this.hasGivenUp && moved !== undefined && isKept(moved, chunk)) return moved;
      return this.chunk(chunk, context, sameStart(here, chunk) ? here : moved);
    });
  }

  complain(report: Omit<Report, "severity" | "span">, span: Span): void {
    if (this.reports.length < maximumErrors) this.reports.push({ ...report, severity: "error", span });
    else this.giveUp(span);
  }

  /** Says so where the end of the text was not read. */
  end(): void {
    const { unread, lines, starts, text } = this.lines;
    if (unread === undefined) return;
    const start = starts[lines.length] ?? text.length;
    const span = { start, end: Math.min(text.length, start + 1) };
    if (unread === "too-many-errors") this.giveUp(span);
    else {
      const message = `This file is longer than ${maximumLines} lines or ${maximumTokens} words and signs; the rest is not read.`;
      this.reports.push({ code: "too-long", severity: "error", span, message, help: "Part it into several files." });
    }
  }

  /** A text that is nothing but errors is noise: what follows is left unread. */
  private giveUp(span: Span): void {
    if (this.hasGivenUp) return;
    this.hasGivenUp = true;
    const message = `Here are more than ${maximumErrors} errors; the rest of the file is not read.`;
    const help = "Is this a net of Lathe's?";
    this.reports.push({ code: "too-many-errors", severity: "error", span, message, help });
  }

  private chunk(chunk: Chunk, context: Context, old: SourceChunk | undefined): SourceChunk {
    if (this.hasGivenUp) {
      const at = { first: 0, last: chunk.tokens.length - 1 };
      return { chunk, statement: { kind: "broken", at }, problems: [], bodies: [] };
    }
    const { statement, problems, contexts } = this.parsed(chunk.tokens, context);
    // A string without its end swallows brackets; a bracket that is missing or too many is the one cause of what else is wrong.
    const strings = problems.filter(({ code }) => code === "unclosed-string");
    const brackets = strings.length === 0 ? chunk.problems : [];
    for (const { span, ...problem } of brackets) this.complain(problem, span);
    if (brackets.length === 0) {
      for (const { at, ...problem } of strings.length === 0 ? problems : strings) {
        this.complain(problem, spanOf(this.lines, chunk, at));
      }
    }
    const bodies = chunk.groups.map((group, i) => this.group(group, contexts[i] ?? "body", old?.bodies[i]));
    return { chunk, statement, problems, bodies };
  }

  private group(group: Group, context: Context, old: SourceBody | undefined): SourceBody {
    const chunks = this.body(group.chunks, context, old?.context === context ? old.chunks : []);
    return { context, span: group.span, chunks };
  }

  private parsed(tokens: readonly Token[], context: Context): ParsedStatement {
    const kept = this.byTokens.get(tokens)?.get(context);
    if (kept !== undefined) return kept;
    const key = `${context}\n${tokens.map((token) => token.image).join(" ")}`;
    const parsed = this.byText.get(key) ?? this.old?.byText.get(key) ?? parseStatement(tokens, context);
    this.byText.set(key, parsed);
    const byContext = this.byTokens.get(tokens) ?? new Map<Context, ParsedStatement>();
    this.byTokens.set(tokens, byContext.set(context, parsed));
    return parsed;
  }
}

/**
 * Whether a chunk was read before, with nothing to complain about. Chunks that are kept are single lines without bodies, so
 * that nothing in them has moved. A broken one without a complaint was left unread.
 */
function isKept(old: SourceChunk, chunk: Chunk): boolean {
  return old.chunk === chunk && old.problems.length === 0 && old.statement.kind !== "broken";
}

/** Whether both begin with the same two words, as a declaration does before and after an edit inside it. */
function sameStart(old: SourceChunk | undefined, { tokens }: Chunk): boolean {
  const before = old?.chunk.tokens;
  return before?.[0]?.image === tokens[0]?.image && before?.[1]?.image === tokens[1]?.image;
}
