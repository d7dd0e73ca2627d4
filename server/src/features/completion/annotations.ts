/** Annotations behind an `@`. */
import { type AnnotationDefinition, annotations as all } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { asSnippet, escaped, type Place, type Reference, ranked } from "./place.ts";

export const annotations: Place = ({ kind, statement }) =>
  kind === "word" && statement.pieces.at(-1)?.text === "@" ? annotationItems("") : undefined;

/** Those that count now first. `sign` is `@` where none is written yet. */
export function annotationItems(sign: "" | "@"): readonly CompletionItem[] {
  const now = all.filter(({ effect }) => effect === "now");
  const later = all.filter(({ effect }) => effect !== "now");
  return [...ranked(0, now.map(item)), ...ranked(1, later.map(item))];

  function item(definition: AnnotationDefinition): CompletionItem {
    const data: Reference = { kind: "annotation", name: definition.name };
    return {
      label: `${sign}${definition.name}`,
      kind: CompletionItemKind.Event,
      detail: definition.effect === "now" ? definition.summary : `${definition.summary} (with compression)`,
      data,
      filterText: `${sign}${definition.name}`,
      ...asSnippet(`${sign}${written(definition)}`),
    };
  }
}

/** As its example has it, with a place for its arguments: `prune(${1:50%})`, `tied("${1:first}")`. */
function written({ name, example }: AnnotationDefinition): string {
  const given = new RegExp(`@${name}\\((.*)\\)$`).exec(example)?.[1];
  if (given === undefined) return name;
  const text = /^"([^"]*)"$/.exec(given)?.[1];
  return text === undefined ? `${name}(\${1:${escaped(given)}})` : `${name}("\${1:${escaped(text)}}")`;
}
