/** Annotations behind an `@`, and the paths that `@tied` may name. */
import { type AnnotationDefinition, annotations as all } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import type { Cursor } from "../cursor.ts";
import { openCall } from "../cursor.ts";
import { asSnippet, escaped, netAround, type Place, type Reference, ranked, replacing } from "./place.ts";

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

/** More are not offered: a list that long is no help. */
const maximumPaths = 500;

/** `@tied("…")`: ops with weights, and the blocks around them. */
export const tiedPaths: Place = (cursor) => {
  const call = openCall(cursor.statement);
  if (call?.kind !== "annotation" || call.callee.text !== "tied" || cursor.kind === "number") return undefined;
  const graph = netAround(cursor)?.cost.graph;
  if (graph === undefined) return [];
  const ops = graph.ops
    .filter(({ call: answer }) => (answer.weights ?? []).length > 0)
    .map(({ path, operator }) => item(cursor, path, operator.name));
  const blocks = graph.instances
    .filter(({ kind, path }) => kind === "block" && path !== "")
    .map(({ path, name }) => item(cursor, path, name));
  return [...ranked(0, ops.slice(0, maximumPaths)), ...ranked(1, blocks.slice(0, maximumPaths))];
};

function item(cursor: Cursor, path: string, detail: string): CompletionItem {
  const text = cursor.kind === "string" ? path : `"${path}"`;
  return { label: path, kind: CompletionItemKind.Reference, detail, ...replacing(cursor, text) };
}
