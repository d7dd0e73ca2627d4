/** What a selection grows to: a name, its call, the stage, the pipeline, the statement, the body, the declaration, the file. */
import {
  lineAt,
  type Module,
  type SourceChunk,
  type SourceLines,
  type Span,
  spanOf,
  type syntax,
  touches,
} from "@lathe/engine";
import type { SelectionRange } from "vscode-languageserver";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** The narrowest range around an offset; its parents hold one another. */
export function selectionRange(module: Module, offset: number): SelectionRange {
  const { lines } = module.file;
  const whole = { start: 0, end: lines.text.length };
  let range: SelectionRange = { range: toRange(lines, whole) };
  let around = whole;
  for (const span of nested(spansAround(module, offset), offset)) {
    if (span.start < around.start || span.end > around.end || lengthOf(span) === lengthOf(around)) continue;
    range = { range: toRange(lines, span), parent: range };
    around = span;
  }
  return range;
}

/** The spans that touch an offset, the widest first. */
function nested(spans: readonly Span[], offset: number): readonly Span[] {
  return spans.filter((span) => touches(span, offset)).sort((a, b) => lengthOf(b) - lengthOf(a));
}

function lengthOf({ start, end }: Span): number {
  return end - start;
}

function spansAround({ file }: Module, offset: number): readonly Span[] {
  const { lines, chunks } = file;
  const spans = commentSpans(lines, offset);
  let inside = chunks;
  for (;;) {
    const chunk = inside.find((each) => touches(wholeOf(lines, each), offset));
    if (chunk === undefined) return spans;
    spans.push(wholeOf(lines, chunk));
    for (const at of rangesIn(chunk.statement)) spans.push(spanOf(lines, chunk.chunk, at));
    const body = chunk.bodies.find(({ span }) => span.start < offset && offset < span.end);
    if (body === undefined) return spans;
    spans.push(body.span);
    const [first, last] = [body.chunks[0], body.chunks.at(-1)];
    if (first !== undefined && last !== undefined)
      spans.push({ start: wholeOf(lines, first).start, end: wholeOf(lines, last).end });
    inside = body.chunks;
  }
}

function wholeOf(lines: SourceLines, { chunk }: SourceChunk): Span {
  return spanOf(lines, chunk, { first: 0, last: chunk.tokens.length - 1 });
}

/** Where the nodes of a tree stand, whatever they are: every node says so in a field of its own. */
function* rangesIn(node: unknown): Generator<syntax.Range> {
  if (typeof node !== "object" || node === null) return;
  // A stage with a label: the call is the rest of it.
  if ("label" in node && "callee" in node && "at" in node && isRange(node.at)) {
    const { callee } = node;
    if (typeof callee === "object" && callee !== null && "at" in callee && isRange(callee.at))
      yield { first: callee.at.first, last: node.at.last };
  }
  for (const value of Object.values(node)) {
    if (isRange(value)) yield value;
    else yield* rangesIn(value);
  }
}

function isRange(value: unknown): value is syntax.Range {
  return (
    typeof value === "object" &&
    value !== null &&
    "first" in value &&
    typeof value.first === "number" &&
    "last" in value
  );
}

/** The word, the comment, and the comments right above and below it. */
function commentSpans(lines: SourceLines, offset: number): Span[] {
  const line = lineAt(lines, offset);
  const at = (index: number): Span | undefined => {
    const comment = lines.lines[index]?.comment;
    if (comment === undefined) return undefined;
    const start = (lines.starts[index] ?? 0) + comment.start;
    return { start, end: start + comment.text.length };
  };
  const own = at(line);
  if (own === undefined || !touches(own, offset)) return [];
  const spans = [own];
  const isAlone = (index: number) => lines.lines[index]?.tokens.length === 0 && at(index) !== undefined;
  if (isAlone(line)) {
    let [first, last] = [line, line];
    while (isAlone(first - 1)) first--;
    while (isAlone(last + 1)) last++;
    spans.push({ start: at(first)?.start ?? own.start, end: at(last)?.end ?? own.end });
  }
  for (const { index, 0: word } of lines.text.slice(own.start, own.end).matchAll(/\w+/g)) {
    spans.push({ start: own.start + index, end: own.start + index + word.length });
  }
  return spans;
}

export const selectionRangesFeature: Feature = {
  name: "selection ranges",
  capabilities: { selectionRangeProvider: true },
  attach(connection, host) {
    connection.onSelectionRanges(({ textDocument, positions }) =>
      host.read("selection ranges", textDocument.uri, null, (module) =>
        positions.map((position) => selectionRange(module, toOffset(module.file.lines, position))),
      ),
    );
  },
};
