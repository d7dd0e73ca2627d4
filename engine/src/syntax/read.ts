/** From text to trees: cuts, parses every chunk by what surrounds it, and recovers inside those that do not parse. */
import type { Report } from "../base/report.ts";
import type { Span } from "../base/span.ts";
import type { Context, Range, Statement } from "./ast.ts";
import { type Chunk, cutChunks, type Group } from "./chunks.ts";
import { readLines, type SourceLines } from "./lines.ts";
import { type ParsedStatement, parseStatement } from "./statement.ts";
import { Body, type Token } from "./tokens.ts";

/** A statement with its tree, and the statements inside its braces. */
export interface SourceChunk {
  readonly chunk: Chunk;
  readonly statement: Statement;
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
  readonly byTokens: WeakMap<readonly Token[], Map<Context, ParsedStatement>>;
  readonly byText: ReadonlyMap<string, ParsedStatement>;
}

/** Reads a text; with `previous`, the reading of an earlier version, only what changed. Never throws. */
export function readSource(text: string, previous?: SourceFile): SourceFile {
  const lines = readLines(text, previous?.lines);
  const cut = cutChunks(lines);
  const reader = new Reader(lines, previous?.memory);
  const chunks = reader.body(cut.chunks, "file");
  const strays = cut.problems.slice(0, maximumReports).map((problem) => ({ ...problem, severity: "error" as const }));
  const reports = [...reader.reports, ...strays];
  return {
    lines,
    chunks,
    reports,
    memory: { byTokens: reader.byTokens, byText: reader.byText },
  };
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

/** Beyond so many syntax errors a file is not read on. */
const maximumReports = 1000;

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

  body(chunks: readonly Chunk[], context: Context): SourceChunk[] {
    return chunks.map((chunk) => this.chunk(chunk, context));
  }

  private chunk(chunk: Chunk, context: Context): SourceChunk {
    if (this.isNoise(chunk)) {
      const at = { first: 0, last: chunk.tokens.length - 1 };
      return { chunk, statement: { kind: "broken", at }, bodies: [] };
    }
    const { statement, problems, contexts } = this.parsed(chunk.tokens, context);
    // A string without its end swallows brackets; a bracket that is missing or too many is the one cause of what else is wrong.
    const strings = problems.filter(({ code }) => code === "unclosed-string");
    const brackets = strings.length === 0 ? chunk.problems : [];
    for (const problem of brackets) this.reports.push({ ...problem, severity: "error" });
    if (brackets.length === 0) {
      for (const { at, ...problem } of strings.length === 0 ? problems : strings) {
        this.reports.push({ ...problem, severity: "error", span: spanOf(this.lines, chunk, at) });
      }
    }
    const bodies = chunk.groups.map((group, index) => this.group(group, contexts[index] ?? "body"));
    return { chunk, statement, bodies };
  }

  private group(group: Group, context: Context): SourceBody {
    return { context, span: group.span, chunks: this.body(group.chunks, context) };
  }

  /** A text that is nothing but errors is noise: what follows is left unread. */
  private isNoise(chunk: Chunk): boolean {
    if (this.reports.length < maximumReports) return false;
    if (!this.hasGivenUp) {
      const message = `Here are more than ${maximumReports} errors; the rest of the file is not read.`;
      const span = spanOf(this.lines, chunk, { first: 0, last: 0 });
      this.reports.push({
        code: "too-many-errors",
        severity: "error",
        span,
        message,
        help: "Is this a net of Lathe's?",
      });
    }
    this.hasGivenUp = true;
    return true;
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
