/** `@tied("…")`: ops and blocks whose weights can be shared, called as they are from where the annotation stands. */
import { equalDims, type Graph, type Instance, type Op, spanOf, type Weight } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { type Cursor, openCall } from "../cursor.ts";
import { netAround, type Place, ranked, replacing } from "./place.ts";

/** More are not offered: a list that long is no help. */
const maximumPaths = 500;

/** Those whose weights fit come first. */
export const tiedPaths: Place = (cursor) => {
  const call = openCall(cursor.statement);
  if (call?.kind !== "annotation" || call.callee.text !== "tied" || cursor.kind === "number") return undefined;
  const graph = netAround(cursor)?.cost.graph;
  if (graph === undefined) return [];
  const tied = annotated(cursor, graph, call.callee.start);
  const from = tied === undefined ? undefined : "inputs" in tied ? tied.instance : tied.parent;
  const byPath = new Set([...graph.ops, ...graph.instances].map(({ path }) => path));
  const offer = ({ path }: Op | Instance, detail: string) => {
    const name = pathFrom(graph, byPath, from, path);
    const text = cursor.kind === "string" ? name : `"${name}"`;
    return { label: name, kind: CompletionItemKind.Reference, detail, ...replacing(cursor, text) };
  };
  const ops = graph.ops.filter((op) => op !== tied && (op.call.weights ?? []).length > 0);
  const blocks = graph.instances.filter((each) => each !== tied && each.kind === "block");
  const fits = (other: Op | Instance) => tied !== undefined && fit(tied, other);
  const items = (rank: number, fitting: boolean): readonly CompletionItem[] =>
    ranked(rank, [
      ...ops.filter((op) => fits(op) === fitting).map((op) => offer(op, op.operator.name)),
      ...blocks.filter((block) => fits(block) === fitting).map((block) => offer(block, block.name)),
    ]);
  return [...items(0, true), ...items(1, false)].slice(0, maximumPaths);
};

/** The op, or the block's instance, whose call ends last before the annotation. */
function annotated({ analysis }: Cursor, { ops, instances }: Graph, annotation: number): Op | Instance | undefined {
  const { lines } = analysis.module.file;
  let [last, found]: [number, Op | Instance | undefined] = [-1, undefined];
  for (const each of [...ops, ...instances]) {
    const { uri, chunk, at } = "inputs" in each ? each.name : each.place;
    const start = uri === analysis.uri && each.path !== "" ? spanOf(lines, chunk, at).start : -1;
    if (start > last && start < annotation) [last, found] = [start, each];
  }
  return found;
}

/** Whether weights of the same names have the same shapes; of blocks, whether they are the same block. */
function fit(tied: Op | Instance, other: Op | Instance): boolean {
  if (!("inputs" in tied) || !("inputs" in other)) return !("inputs" in tied) && tied.name === other.name;
  const theirs = new Map((other.call.weights ?? []).map((weight) => [weight.name, weight]));
  const pairs = (tied.call.weights ?? []).flatMap((weight): [Weight, Weight][] => {
    const found = theirs.get(weight.name);
    return found === undefined ? [] : [[weight, found]];
  });
  return pairs.length > 0 && pairs.every(([a, b]) => isSameShape(a, b));
}

function isSameShape({ shape }: Weight, other: Weight): boolean {
  return shape.length === other.shape.length && shape.every((dim, axis) => equalDims(dim, other.shape[axis] ?? -1));
}

/** The shortest path by which an instance finds another: names are looked for inside it, then around it. */
function pathFrom({ instances }: Graph, byPath: ReadonlySet<string>, from: number | undefined, path: string): string {
  const prefixes: string[] = [];
  for (let at = from; at !== undefined; at = instances[at]?.parent) {
    const around = instances[at]?.path ?? "";
    prefixes.push(around === "" ? "" : `${around}.`);
  }
  for (const prefix of prefixes) {
    if (!path.startsWith(prefix)) continue;
    const name = path.slice(prefix.length);
    const first = prefixes.find((each) => byPath.has(each + name));
    if (first === prefix) return name;
  }
  return path;
}
