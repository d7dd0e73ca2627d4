import type { Analysis, SourceChunk, syntax } from "@lathe/engine";
import type { Action, ActionRequest, Offer } from "./action.ts";
import { keepingPaths } from "./paths/keepingPaths.ts";
import { allStatements, declarationOf, type Located, nodesOf, spanIn, statementAt, textIn, wholeOf } from "./tree.ts";

export const foldRepeat: Action = {
  name: "foldRepeat",
  summary: "Folds stages or lines that are equal and follow each other into a `repeat`.",
  example: {
    title: "Fold 3 equal parts into `repeat 3`",
    before: `net small {
  input x: f32[1, 8, 32, 32]
  y = x -> $0conv(8, kernel=3) -> relu -> conv(8, kernel=3) -> relu -> conv(8, kernel=3) -> relu -> flatten
  output y
}
`,
    after: `net small {
  input x: f32[1, 8, 32, 32]
  y = x -> repeat 3 { conv(8, kernel=3) -> relu } -> flatten
  output y
}
`,
  },
  offers: (request) => {
    const { analysis, span } = request;
    const located = statementAt(analysis.module.file, span.start);
    if (located === undefined) return [];
    const offers = [...stagesFolded(request, located), ...linesFolded(request, located)];
    return offers.map((offer) => keepingPaths(request, offer));
  },
};

function title(count: number, what: string): string {
  return `Fold ${count} equal ${what} into \`repeat ${count}\``;
}

/** Equal groups of stages in one pipeline, around the cursor. */
function stagesFolded({ analysis, span }: ActionRequest, { chunk }: Located): readonly Offer[] {
  const { file } = analysis.module;
  return nodesOf(chunk.statement).flatMap((node): readonly Offer[] => {
    if (node.kind !== "pipeline" || node.stages.some(({ kind }) => kind === "broken")) return [];
    const texts = node.stages.map((stage) => foldable(analysis, chunk, stage));
    const run = longestRun(texts, (first, last) => {
      const [from, to] = [node.stages[first], node.stages[last]];
      if (from === undefined || to === undefined) return false;
      return spanIn(file, chunk, from.at).start <= span.start && span.start <= spanIn(file, chunk, to.at).end;
    });
    const [first, last] = [
      node.stages[run?.start ?? -1],
      node.stages[(run?.start ?? 0) + (run?.count ?? 0) * (run?.period ?? 0) - 1],
    ];
    if (run === undefined || first === undefined || last === undefined) return [];
    const whole = { start: spanIn(file, chunk, first.at).start, end: spanIn(file, chunk, last.at).end };
    // A comment between the stages would be lost.
    if (analysis.text.slice(whole.start, whole.end).includes("#")) return [];
    const body = texts.slice(run.start, run.start + run.period).join(" -> ");
    const text = `repeat ${run.count} { ${body} }`;
    return [{ title: title(run.count, "parts"), kind: "refactor.rewrite", edits: [{ span: whole, text }] }];
  });
}

/** The text of a stage on one line; undefined where it cannot be one of several. */
function foldable(analysis: Analysis, chunk: SourceChunk, stage: syntax.Stage): string | undefined {
  if (stage.kind !== "call" || stage.label !== undefined) return undefined;
  const several = analysis.shown.some(({ cost: { graph } }) => {
    const isHere = (place: { readonly chunk: unknown; readonly at: syntax.Range }) =>
      place.chunk === chunk.chunk && place.at.first === stage.callee.at.first;
    // What gives several results may hand on more than one, and a repeat hands on one.
    return (
      graph.ops.some(({ name, outputs }) => outputs.length > 1 && isHere(name)) ||
      graph.instances.some(({ place, results }) => results.length > 1 && isHere(place))
    );
  });
  return several ? undefined : textIn(analysis.module.file, chunk, stage.at).replace(/\s+/g, " ");
}

interface Run {
  readonly start: number;
  readonly period: number;
  readonly count: number;
}

/** The run of equal groups that covers most, and of those the one with the shortest group. */
function longestRun(
  texts: readonly (string | undefined)[],
  isMeant: (first: number, last: number) => boolean,
): Run | undefined {
  let best: Run | undefined;
  // Groups are short, and pipelines are: anything longer is looked at up to here.
  const length = Math.min(texts.length, 64);
  for (let period = 1; period <= length / 2; period++) {
    for (let start = 0; start + 2 * period <= length; start++) {
      let end = start + period;
      if (texts.slice(start, end).includes(undefined)) continue;
      while (end < length && texts[end] === texts[end - period]) end++;
      const count = Math.floor((end - start) / period);
      if (count < 2 || !isMeant(start, start + count * period - 1)) continue;
      if (best === undefined || count * period > best.count * best.period) best = { start, period, count };
    }
  }
  return best;
}

/** `b = a -> f` below `a = x -> f`, where nothing else reads `a`. */
function linesFolded({ analysis }: ActionRequest, located: Located): readonly Offer[] {
  const { file } = analysis.module;
  const { siblings, index } = located;
  const declaration = declarationOf(located);
  if (declaration === undefined) return [];
  const uses = usesIn(declaration);
  const links = (above: SourceChunk | undefined, below: SourceChunk | undefined) => {
    const [a, b] = [linkOf(analysis, above), linkOf(analysis, below)];
    return a !== undefined && b !== undefined && b.head === a.name && a.stages === b.stages && uses.get(a.name) === 1;
  };
  let first = index;
  while (first > 0 && links(siblings[first - 1], siblings[first])) first--;
  let last = index;
  while (links(siblings[last], siblings[last + 1])) last++;
  const [from, to] = [siblings[first], siblings[last]];
  const [start, end] = [linkOf(analysis, from), linkOf(analysis, to)];
  if (first === last || from === undefined || to === undefined || start === undefined || end === undefined) return [];
  const count = last - first + 1;
  const whole = { start: wholeOf(file, from).start, end: wholeOf(file, to).end };
  if (file.lines.text.slice(whole.start, whole.end).includes("#")) return [];
  const text = `${end.name} = ${start.head} -> repeat ${count} { ${start.stages} }`;
  return [{ title: title(count, "lines"), kind: "refactor.rewrite", edits: [{ span: whole, text }] }];
}

interface Link {
  readonly name: string;
  readonly head: string;
  readonly stages: string;
}

/** A line that is a name and what is done to another name. */
function linkOf(analysis: Analysis, chunk: SourceChunk | undefined): Link | undefined {
  if (chunk?.statement.kind !== "binding") return undefined;
  const { targets, value } = chunk.statement;
  const [target, other] = targets;
  if (target === undefined || other !== undefined || target.type !== undefined) return undefined;
  if (value.kind !== "pipeline" || value.head.kind !== "name") return undefined;
  const texts = value.stages.map((stage) => foldable(analysis, chunk, stage));
  return texts.includes(undefined)
    ? undefined
    : { name: target.name.name, head: value.head.name, stages: texts.join(" -> ") };
}

/** How often each name is read in a declaration. */
function usesIn(declaration: SourceChunk): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const add = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const { statement } of allStatements(declaration)) {
    for (const node of nodesOf(statement)) if (node.kind === "name") add(node.name);
    if (statement.kind === "output") for (const { name } of statement.names) add(name);
  }
  return uses;
}
