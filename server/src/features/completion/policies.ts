/** Lines of a policy: globs with the number of ops that each matches, and the annotations behind them. */
import type { Graph } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { type Cursor, contextOf, entryOf } from "../cursor.ts";
import { annotationItems } from "./annotations.ts";
import { asSnippet, escaped, netAround, type Place, ranked, replacing } from "./place.ts";

export const policies: Place = (cursor) => {
  if (contextOf(cursor.statement) !== "policy") return undefined;
  const entry = entryOf(cursor.statement);
  if (entry.length === 0) return globItems(cursor, netAround(cursor)?.cost.graph);
  if (cursor.kind !== "word") return undefined;
  const last = entry.at(-1)?.text;
  if (last === "@") return annotationItems("");
  // Behind the colon, or behind another annotation.
  return last === ":" || entry.some(({ text }) => text === "@") ? annotationItems("@") : [];
};

const maximumGlobs = 300;

function globItems(cursor: Cursor, graph: Graph | undefined): readonly CompletionItem[] {
  if (graph === undefined) return [];
  const counts = [...globs(graph)].slice(0, maximumGlobs);
  return ranked(
    0,
    counts.map(([glob, count]) => ({
      label: cursor.kind === "string" ? glob : `"${glob}"`,
      kind: CompletionItemKind.Reference,
      detail: `matches ${count} ${count === 1 ? "op" : "ops"}`,
      ...(cursor.kind === "string"
        ? replacing(cursor, glob)
        : { ...asSnippet(`"${escaped(glob)}": @$0`), filterText: `"${glob}"` }),
    })),
  );
}

/** Everything, what stands in a part of the net, names that occur in several parts, and single ops. */
export function globs({ instances, ops }: Graph): ReadonlyMap<string, number> {
  const inside = instances.map(() => 0);
  const names = new Map<string, number>();
  for (const { instance, path } of ops) {
    inside[instance] = (inside[instance] ?? 0) + 1;
    const name = path.slice(path.lastIndexOf(".") + 1);
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  // Children stand after their parents, so from the end every sum is complete when it is handed up.
  for (let index = instances.length - 1; index > 0; index--) {
    const parent = instances[index]?.parent;
    if (parent !== undefined) inside[parent] = (inside[parent] ?? 0) + (inside[index] ?? 0);
  }
  const parts = instances.flatMap(({ path }, index): [string, number][] =>
    path === "" || (inside[index] ?? 0) === 0 ? [] : [[`${path}.**`, inside[index] ?? 0]],
  );
  const outermost = (path: string) => path.split(/[.[]/).length;
  return new Map([
    ["**", ops.length],
    ...parts.sort(([a], [b]) => outermost(a) - outermost(b)),
    ...[...names]
      .filter(([name, count]) => count > 1 && !name.endsWith("]"))
      .map(([name, count]): [string, number] => [`**.${name}`, count]),
    ...ops.map(({ path }): [string, number] => [path, 1]),
  ]);
}
