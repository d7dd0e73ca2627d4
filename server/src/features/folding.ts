/** What can be folded away: bodies, lists over several lines, runs of comments, runs of imports. */
import { lineAt, type Module, type SourceChunk, type SourceLines, spanOf } from "@lathe/engine";
import { type FoldingRange, FoldingRangeKind } from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { statementsIn } from "./statements.ts";

export function folding({ file }: Module): FoldingRange[] {
  const { lines, chunks } = file;
  const byStart = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind): void => {
    // An editor folds at a line: of two ranges that begin there, it is the larger one that somebody means.
    const known = byStart.get(startLine);
    if (endLine <= startLine || (known !== undefined && known.endLine >= endLine)) return;
    byStart.set(startLine, { startLine, endLine, ...(kind !== undefined && { kind }) });
  };
  for (const chunk of statementsIn(chunks)) {
    for (const { start, end } of bracketsOf(lines, chunk)) add(start, lastFolded(lines, end));
  }
  for (const [start, end] of runs(commentLines(lines))) add(start, end, FoldingRangeKind.Comment);
  for (const [start, end] of importRuns(lines, chunks)) add(start, end, FoldingRangeKind.Imports);
  return [...byStart.values()].sort((a, b) => a.startLine - b.startLine);
}

interface Bracketed {
  readonly start: number;
  readonly end: number;
}

/** The braces of a statement and its brackets of the other kinds, each from line to line; those on one line are left out. */
function bracketsOf(lines: SourceLines, { chunk, bodies }: SourceChunk): readonly Bracketed[] {
  const found = bodies.map(({ span }) => ({ start: lineAt(lines, span.start), end: lineAt(lines, span.end - 1) }));
  const { tokens, tokenLines } = chunk;
  if (typeof tokenLines === "number") return found;
  const open: number[] = [];
  for (const [index, { image }] of tokens.entries()) {
    const line = tokenLines[index] ?? 0;
    if (image === "(" || image === "[") open.push(line);
    else if (image === ")" || image === "]") found.push({ start: open.pop() ?? line, end: line });
  }
  return found.filter(({ start, end }) => start < end);
}

/** A line that begins with the closing bracket stays in sight. */
function lastFolded({ lines }: SourceLines, end: number): number {
  return /^[)\]}]/.test(lines[end]?.tokens[0]?.image ?? "") ? end - 1 : end;
}

function commentLines({ lines }: SourceLines): readonly number[] {
  return lines.flatMap(({ tokens, comment }, index) => (tokens.length === 0 && comment !== undefined ? [index] : []));
}

/** Stretches of whole numbers without a gap. */
function runs(numbers: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}

/** From the first to the last of several imports in a row; a single one folds at its braces. */
function importRuns(lines: SourceLines, chunks: readonly SourceChunk[]): readonly (readonly [number, number])[] {
  const found: [first: number, last: number][] = [];
  for (const [index, chunk] of chunks.entries()) {
    const before = chunks[index - 1];
    if (chunk.statement.kind !== "import" || before?.statement.kind !== "import") continue;
    const run = found.at(-1);
    const { last } = linesOf(lines, chunk);
    const start = linesOf(lines, before);
    if (run !== undefined && run[1] === start.last) run[1] = last;
    else found.push([start.first, last]);
  }
  return found;
}

function linesOf(
  lines: SourceLines,
  { chunk, statement }: SourceChunk,
): { readonly first: number; readonly last: number } {
  const { start, end } = spanOf(lines, chunk, statement.at);
  return { first: lineAt(lines, start), last: lineAt(lines, end) };
}

export const foldingFeature: Feature = {
  name: "folding",
  capabilities: { foldingRangeProvider: true },
  attach(connection, host) {
    connection.onFoldingRanges(({ textDocument }) => host.read("folding", textDocument.uri, [], folding));
  },
};
