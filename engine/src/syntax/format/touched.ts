/** Lines of the statements that a stretch of lines touches. */
import { lineAt } from "../lines.ts";
import type { SourceChunk, SourceFile } from "../read.ts";

/**
 * The stretch itself, and every statement that it touches with all its lines and what its braces hold. Of a net or a block
 * it touches the head alone, or statements inside.
 */
export function touchedLines({ lines, chunks }: SourceFile, first: number, last: number): ReadonlySet<number> {
  const touched = new Set<number>();
  const add = (from: number, to: number): void => {
    for (let i = from; i <= to; i++) touched.add(i);
  };
  add(first, last);
  const visit = (all: readonly SourceChunk[]): void => {
    for (const { chunk, statement, bodies } of all) {
      const own = typeof chunk.tokenLines === "number" ? [chunk.tokenLines] : [...new Set(chunk.tokenLines)];
      const isTouched = own.some((line) => first <= line && line <= last);
      const isDeclaration = statement.kind === "net" || statement.kind === "block";
      if (isTouched) for (const line of own) touched.add(line);
      for (const body of bodies) {
        const [from, to] = [
          lineAt(lines, body.span.start),
          lineAt(lines, Math.max(body.span.start, body.span.end - 1)),
        ];
        if (isTouched && !isDeclaration) add(from, to);
        else if (from <= last && first <= to) visit(body.chunks);
      }
    }
  };
  visit(chunks);
  return touched;
}
