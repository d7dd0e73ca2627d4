/** The words that open a declaration: what they are for, and what is known of the one at hand. */
import { spanOf, wordsByName } from "@lathe/engine";
import { budgets } from "./budgets.ts";
import { weights } from "./files.ts";
import { type HoverPart, paragraphs, standingAt } from "./part.ts";

export const words: HoverPart = (at) => {
  const { analysis, offset } = at;
  const standing = standingAt(analysis.module.file, offset);
  if (standing === undefined) return undefined;
  const { chunk, statement } = standing.chunk;
  const [first] = chunk.tokens;
  const word = wordsByName.get(first?.image ?? "");
  // Anywhere else they are names: a tensor may be called `data`.
  if (word === undefined || !declares(statement.kind, word.name)) return undefined;
  const span = spanOf(analysis.module.file.lines, chunk, { first: 0, last: 0 });
  if (offset > span.end) return undefined;
  const own = budgets(at) ?? weights(at);
  return { text: paragraphs([word.summary, `\`\`\`lathe\n${word.example}\n\`\`\``, own?.text ?? ""]), ...span };
};

/** What cannot be read is broken, also where its word is clear. */
function declares(kind: string, word: string): boolean {
  if (kind === "broken" || kind === word) return true;
  return word === "lathe" ? kind === "version" : word === "net" && kind === "variant";
}
