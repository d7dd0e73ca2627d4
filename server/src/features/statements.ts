/** The statements of a file, those inside braces too. */
import type { SourceChunk } from "@lathe/engine";

/** Every statement in the order of the text; one with braces comes before what they hold. */
export function* statementsIn(chunks: readonly SourceChunk[]): Generator<SourceChunk> {
  for (const chunk of chunks) {
    yield chunk;
    for (const body of chunk.bodies) yield* statementsIn(body.chunks);
  }
}
