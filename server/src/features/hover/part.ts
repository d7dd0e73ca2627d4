/** The contract of hovers: one file for each kind of thing that can be under the cursor, listed in `index.ts`. */
import {
  type Analysis,
  type Bounds,
  type ShownNet,
  type SourceChunk,
  type SourceFile,
  type Span,
  spanOf,
  type syntax,
} from "@lathe/engine";
import type { Neighbours } from "../../neighbours.ts";

export interface HoverPlace {
  readonly analysis: Analysis;
  readonly offset: number;
  readonly neighbours: Neighbours;
  /** Bounds of a net with choices, once they are worked out. */
  boundsOf(shown: ShownNet): Bounds | undefined;
}

/** Markdown, and the text that it is about. */
export interface HoverText extends Span {
  readonly text: string;
}

/** Undefined where something else is under the cursor. The first part that answers is the one. */
export type HoverPart = (at: HoverPlace) => HoverText | undefined;

/** A statement and what the braces around it hold. */
export interface Standing {
  readonly chunk: SourceChunk;
  readonly context: syntax.Context;
  readonly outer: SourceChunk | undefined;
}

/** The innermost statement around an offset. */
export function standingAt({ lines, chunks }: SourceFile, offset: number): Standing | undefined {
  const within = ({ start, end }: Span) => start <= offset && offset <= end;
  const find = (
    inside: readonly SourceChunk[],
    context: syntax.Context,
    outer: SourceChunk | undefined,
  ): Standing | undefined => {
    const chunk = inside.find((each) => within(chunkSpan(lines, each)));
    if (chunk === undefined) return undefined;
    const body = chunk.bodies.find(({ span }) => within(span));
    return (body === undefined ? undefined : find(body.chunks, body.context, chunk)) ?? { chunk, context, outer };
  };
  return find(chunks, "file", undefined);
}

function chunkSpan(lines: SourceFile["lines"], { chunk }: SourceChunk): Span {
  return spanOf(lines, chunk, { first: 0, last: chunk.tokens.length - 1 });
}

/** Where a range of a statement lies, if the offset is in it. */
export function spanAround(
  { analysis, offset }: HoverPlace,
  { chunk }: SourceChunk,
  at: syntax.Range,
): Span | undefined {
  const span = spanOf(analysis.module.file.lines, chunk, at);
  return span.start <= offset && offset <= span.end ? span : undefined;
}

/** Lines of Markdown below each other in one paragraph. */
export function stacked(lines: readonly string[]): string {
  return lines.filter((line) => line !== "").join("  \n");
}

/** Paragraphs; empty ones are left out. */
export function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** `a, b, c and 5 more` */
export function listed(items: readonly string[], most: number): string {
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(", ")} and ${rest} more` : items.join(", ");
}

export function plural(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

/** `25.3 %` */
export function percent(share: number): string {
  const value = share * 100;
  return `${value !== 0 && value < 0.1 ? "< 0.1" : value >= 1000 ? Math.round(value) : value.toFixed(1)} %`;
}
