/** Maps of weights that would give tensors of the file to other weights than before. */
import {
  type DeclaredWeights,
  fill,
  foundWeights,
  glob,
  isRefusal,
  type Refusal,
  refuse,
  rulesOf,
  type SourceChunk,
  type SourceFile,
  spanOf,
  type TensorFile,
  type Workspace,
  weightName,
} from "@lathe/engine";
import type { Edit } from "../action.ts";
import { indentAt, lineEndOf, spanIn, statementAt, textIn, wholeOf } from "../tree.ts";
import { mapOf, mapText, type Pair, ruleText } from "../weightMap.ts";
import type { FileEdit } from "./keepingPaths.ts";
import type { View } from "./views.ts";

export function mapEdits(views: readonly View[], after: Workspace): readonly FileEdit[] | Refusal {
  const edits = new Map<string, readonly FileEdit[]>();
  for (const view of views) {
    for (const declared of view.after.elaborated.declared.weights) {
      const { uri, lines, chunk, at } = declared.place;
      const key = `${uri} ${spanOf(lines, chunk, at).start}`;
      if (edits.has(key)) continue;
      const content = after.content(view.uri, declared.path);
      if (isRefusal(content)) {
        // What cannot be read has no names that could be lost.
        if (content.code !== "silent" || !changesNames(view)) continue;
        return refuse("not-kept", `"${declared.path}" is still being read: the names in it must be kept.`);
      }
      if (content.kind === "tensors") edits.set(key, editsOfMap(view, declared, content, after));
    }
  }
  return [...edits.values()].flat();
}

/** Whether weights of the net would be called otherwise. */
function changesNames({ before, after }: View): boolean {
  const ops = after.cost.graph.ops;
  return before.cost.graph.ops.some(
    ({ path, call }, index) => (call.weights ?? []).length > 0 && path !== ops[index]?.path,
  );
}

function editsOfMap(
  { before, after }: View,
  declared: DeclaredWeights,
  content: TensorFile,
  files: Workspace,
): readonly FileEdit[] {
  const { rules } = rulesOf(declared.map);
  const ruleFor = (stored: string) => rules.find(({ rule }) => rule.from.match(stored) !== undefined);
  const nameNow = (stored: string) => {
    const rule = ruleFor(stored)?.rule;
    return rule === undefined ? stored : fill(rule.to, rule.from.match(stored) ?? []);
  };
  const wanted = new Map([...content.tensors.keys()].map((stored): Pair => [stored, nameNow(stored)]));
  const old = before.elaborated.declared.weights.flatMap(({ map }) => rulesOf(map).rules.map(({ rule }) => rule));
  for (const { op, weight, stored } of foundWeights(before.cost.graph, content, old)) {
    wanted.set(stored, weightName(after.cost.graph.ops[op]?.path ?? "", weight));
  }
  const changed = [...wanted].filter(([stored, name]) => name !== nameNow(stored));
  if (changed.length === 0) return [];
  const added = mapOf(changed, wanted);
  const globs = added.map(([from]) => glob(from));
  const caught = new Set(
    [...content.tensors.keys()].filter((stored) => globs.some((from) => from.match(stored) !== undefined)),
  );
  // Lines that were there for what other lines take now.
  const idle = new Set(
    rules.filter((each) => {
      const own = [...content.tensors.keys()].filter((stored) => ruleFor(stored) === each);
      return own.length > 0 && own.every((stored) => caught.has(stored));
    }),
  );
  const { uri, lines, chunk, at } = declared.place;
  const file = files.module(uri)?.file;
  const start = spanOf(lines, chunk, at).start;
  const statement = file === undefined ? undefined : statementAt(file, start)?.chunk;
  if (file === undefined || statement?.statement.kind !== "weights") return [];
  const body = statement.statement.body === undefined ? undefined : statement.bodies[statement.statement.body];
  if (body === undefined || body.chunks.length === 0) {
    const end = spanIn(file, statement, statement.statement.path.at).end;
    const span = { start: end, end: body?.span.end ?? end };
    return [{ uri, span, text: mapText(added, indentAt(file, start), lineEndOf(file.lines.text)) }];
  }
  const dropped = new Set([...idle].map(({ place }) => spanOf(place.lines, place.chunk, place.at).start));
  return body.chunks.flatMap((own, index) => {
    const edit = lineOf(file, own, index === 0 ? added : [], dropped);
    return edit === undefined ? [] : [{ uri, ...edit }];
  });
}

/** A line of a map with rules before its own, and without those that begin at `dropped`; undefined where nothing changes. */
function lineOf(
  file: SourceFile,
  chunk: SourceChunk,
  added: readonly Pair[],
  dropped: ReadonlySet<number>,
): Edit | undefined {
  const entries = chunk.statement.kind === "entries" ? chunk.statement.entries : [];
  const kept = entries.filter(({ at }) => !dropped.has(spanIn(file, chunk, at).start));
  if (added.length === 0 && kept.length === entries.length) return undefined;
  const { start, end } = wholeOf(file, chunk);
  const indent = indentAt(file, start);
  const line = file.lines.text.lastIndexOf("\n", start) + 1;
  const isOnOwnLine = file.lines.text.slice(line, start).trim() === "";
  const own = kept.map(({ at }) => textIn(file, chunk, at)).join(", ");
  const texts = [...added.map(ruleText), ...(own === "" ? [] : [own])];
  // A line that says nothing any more goes with its end.
  if (texts.length === 0 && isOnOwnLine)
    return { span: { start: line, end: file.lines.text.indexOf("\n", end) + 1 }, text: "" };
  return { span: { start, end }, text: texts.join(isOnOwnLine ? `${lineEndOf(file.lines.text)}${indent}` : ", ") };
}
