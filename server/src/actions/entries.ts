/** Entries in the braces of policies, budgets and maps. */
import { lineAt, type SourceChunk, type SourceFile, type syntax } from "@lathe/engine";
import { spanIn, statementAt } from "./tree.ts";

export interface FoundEntry {
  /** The statement that holds it, which is one line of the braces. */
  readonly chunk: SourceChunk;
  readonly entry: syntax.Entry;
  /** Nothing but the entry stands before it on its line. */
  readonly isOnOwnLine: boolean;
}

/** The entry that begins at an offset. */
export function entryAt(file: SourceFile, offset: number): FoundEntry | undefined {
  const located = statementAt(file, offset);
  const all = located === undefined ? [] : [located.chunk, ...located.chunk.bodies.flatMap(({ chunks }) => chunks)];
  for (const chunk of all) {
    if (chunk.statement.kind !== "entries") continue;
    const entry = chunk.statement.entries.find(({ at }) => spanIn(file, chunk, at).start === offset);
    if (entry === undefined) continue;
    const line = file.lines.starts[lineAt(file.lines, offset)] ?? 0;
    return { chunk, entry, isOnOwnLine: file.lines.text.slice(line, offset).trim() === "" };
  }
  return undefined;
}
