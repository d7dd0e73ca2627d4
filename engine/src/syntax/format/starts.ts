/** Where statements begin: asked of the reader, which alone knows how a text is cut. */
import type { Context } from "../ast.ts";
import type { SourceChunk, SourceFile } from "../read.ts";
import type { Token } from "../tokens.ts";

/** What surrounds each statement, by the statement's first token. */
export type StatementStarts = ReadonlyMap<Token, Context>;

export function statementStarts(file: SourceFile): StatementStarts {
  const starts = new Map<Token, Context>();
  const visit = (chunks: readonly SourceChunk[], context: Context): void => {
    for (const { chunk, bodies } of chunks) {
      const [first] = chunk.tokens;
      if (first !== undefined) starts.set(first, context);
      for (const body of bodies) visit(body.chunks, body.context);
    }
  };
  visit(file.chunks, "file");
  return starts;
}
