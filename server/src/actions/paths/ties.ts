/** Paths in `@tied` that would lead to another op than before, or to none. */
import { type Applied, type Graph, type Refusal, refuse, spanOf } from "@lathe/engine";
import type { FileEdit } from "./keepingPaths.ts";
import { namesOf, pathOf, within } from "./pathText.ts";
import type { View } from "./views.ts";

export function tieEdits(views: readonly View[]): readonly FileEdit[] | Refusal {
  /** By the place of the path, what it may be: what every op that is tied there can live with. */
  const places = new Map<string, { readonly edit: Omit<FileEdit, "text">; paths: readonly string[] }>();
  for (const { before, after } of views) {
    for (const [index, { tied }] of before.cost.graph.ops.entries()) {
      const { graph } = after.cost;
      const op = graph.ops[index];
      if (tied === undefined || op === undefined || op.tied?.op === tied.op) continue;
      const applied = op.annotations.find(({ reading }) => reading.kind === "tying");
      const edit = applied === undefined ? undefined : placeOfPath(applied);
      if (applied === undefined || edit === undefined) return lost(op.path);
      const paths = pathsTo(graph, index, tied.op, applied);
      const key = `${edit.uri} ${edit.span.start}`;
      const known = places.get(key)?.paths;
      places.set(key, { edit, paths: known === undefined ? paths : known.filter((path) => paths.includes(path)) });
    }
  }
  const edits: FileEdit[] = [];
  for (const { edit, paths } of places.values()) {
    const [path] = paths;
    if (path === undefined) return lost("");
    edits.push({ ...edit, text: JSON.stringify(path) });
  }
  return edits;
}

function lost(path: string): Refusal {
  const what = path === "" ? "An op" : `\`${path}\``;
  return refuse("not-kept", `${what} is tied by a path that would lead elsewhere.`);
}

/** The string in the parentheses. */
function placeOfPath({ place: { uri, lines, chunk, at } }: Applied): Omit<FileEdit, "text"> | undefined {
  for (let index = at.first; index <= at.last; index++) {
    if (chunk.tokens[index]?.image.startsWith('"') !== true) continue;
    return { uri, span: spanOf(lines, chunk, { first: index, last: index }) };
  }
  return undefined;
}

/** Paths by which one op may name another, seen from where the tie is written or from around that; the nearest first. */
function pathsTo({ ops, instances }: Graph, from: number, to: number, applied: Applied): readonly string[] {
  const [op, other] = [ops[from], ops[to]];
  if (op === undefined || other === undefined) return [];
  // A tie on a block holds op by op: what is inside it comes after the path.
  let on = op.path;
  for (let at: number | undefined = op.instance; at !== undefined; at = instances[at]?.parent) {
    if (instances[at]?.annotations.includes(applied) === true) on = instances[at]?.path ?? on;
  }
  const rest = within(op.path, on) ?? [];
  const target = namesOf(other.path);
  const tail = target.slice(target.length - rest.length);
  if (rest.some((name, index) => tail[index] !== name)) return [];
  const paths: string[] = [];
  for (let at: number | undefined = applied.from; at !== undefined; at = instances[at]?.parent) {
    const seen = within(other.path, instances[at]?.path ?? "");
    const own = seen?.slice(0, seen.length - rest.length) ?? [];
    if (own.length > 0) paths.push(pathOf(own));
  }
  return paths;
}
