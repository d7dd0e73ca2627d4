/** Annotations and the globs of policies: what they do, for which ops they hold, and where they come from. */
import {
  type Applied,
  annotationsByName,
  evaluateDim,
  formatExact,
  type Graph,
  glob,
  lineAt,
  type Op,
  type ShownNet,
  type SourceChunk,
  samplesOf,
  spanOf,
  subDim,
  symbolicFigures,
  type syntax,
} from "@lathe/engine";
import { wordAt } from "../at.ts";
import { cursorAt } from "../cursor.ts";
import { annotationDocs } from "../docs.ts";
import { type HoverPart, type HoverPlace, listed, paragraphs, plural, spanAround, standingAt } from "./part.ts";

const maximumPaths = 6;

export const annotations: HoverPart = (at) => {
  const { analysis, offset } = at;
  const word = wordAt(analysis.text, offset);
  if (word === undefined || analysis.text[word.start - 1] !== "@") return undefined;
  const definition = annotationsByName.get(word.word);
  if (definition === undefined) return undefined;
  const start = word.start - 1;
  const text = paragraphs([annotationDocs(definition), heldText(at, start), tiedText(at, start)]);
  return { text, start: word.start - 1, end: word.start + word.word.length };
};

/** The path in `@tied("…")`: what it ties to, and what that saves. */
export const tied: HoverPart = (at) => {
  const cursor = cursorAt(at.analysis, at.offset);
  if (cursor?.kind !== "string") return undefined;
  const { start, end } = cursor;
  const [before] = /@tied\(\s*"$/.exec(at.analysis.text.slice(Math.max(0, start - 40), start)) ?? [];
  const text = before === undefined ? "" : tiedText(at, start - before.length);
  return text === "" ? undefined : { text, start, end };
};

/** What the ops at an annotation share with others: whose weights they take, and how many params that saves. */
function tiedText({ analysis }: HoverPlace, start: number): string {
  for (const { cost } of analysis.shown) {
    const { graph } = cost;
    const samples = samplesOf(graph);
    const pairs = graph.ops.flatMap((op) => {
      const { tied: other, ...free } = op;
      if (other === undefined || !op.annotations.some((applied) => isAt(applied, analysis.uri, start))) return [];
      const shared = subDim(symbolicFigures(graph, free).params, symbolicFigures(graph, op).params);
      const line = `\`${op.path}\` has the weights of \`${graph.ops[other.op]?.path}\``;
      return [{ line, saved: evaluateDim(shared, samples) ?? 0 }];
    });
    if (pairs.length === 0) continue;
    const saved = pairs.reduce((sum, pair) => sum + pair.saved, 0);
    const lines = pairs.map(({ line }) => line);
    return paragraphs([listed(lines, maximumPaths), `That saves **${formatExact(saved)} params**.`]);
  }
  return "";
}

/** For which ops the annotation holds that is written here. */
function heldText({ analysis }: HoverPlace, start: number): string {
  for (const { name, cost } of analysis.shown) {
    const { ops } = cost.graph;
    const held = ops.filter((op) => op.annotations.some((applied) => isAt(applied, analysis.uri, start)));
    if (held.length > 0) return `Holds for **${plural(held.length, "op")}** of ${name}: ${pathsText(held)}`;
  }
  return analysis.shown.length === 0 ? "" : "Holds for no op here: what stands closer decides, or nothing takes it.";
}

function isAt({ place }: Applied, uri: string, start: number): boolean {
  return place.uri === uri && spanOf(place.lines, place.chunk, place.at).start === start;
}

function pathsText(ops: readonly Op[]): string {
  return listed(
    ops.map(({ path }) => `\`${path}\``),
    maximumPaths,
  );
}

/** Where an annotation comes from that holds for an op: `on the call`, `policy, line 12`, `around it, line 4`. */
export function sourceOf({ analysis, neighbours }: HoverPlace, { place }: Applied, op: Op): string {
  const { start } = spanOf(place.lines, place.chunk, place.at);
  const isOwn = place.uri === op.name.uri && place.chunk === op.name.chunk && isWithin(op.whole, place.at);
  if (isOwn) return "on the call";
  const file = place.uri === analysis.uri ? analysis.module.file : neighbours.moduleOf(place.uri)?.file;
  const isPolicy = file !== undefined && standingAt(file, start)?.context === "policy";
  const where = place.uri === analysis.uri ? "" : ` of ${place.uri.slice(place.uri.lastIndexOf("/") + 1)}`;
  return `${isPolicy ? "policy" : "around it"}, line ${lineAt(place.lines, start) + 1}${where}`;
}

function isWithin(outer: syntax.Range, inner: syntax.Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** The glob of a policy's line: what it matches, and what of it takes each annotation. */
export const globs: HoverPart = (at) => {
  const standing = standingAt(at.analysis.module.file, at.offset);
  if (standing?.context !== "policy" || standing.chunk.statement.kind !== "entries") return undefined;
  const { chunk } = standing;
  for (const entry of standing.chunk.statement.entries) {
    const span = entry.kind === "policy" ? spanAround(at, chunk, entry.glob.at) : undefined;
    if (entry.kind !== "policy" || span === undefined) continue;
    const shown = netAround(at);
    if (shown === undefined) return undefined;
    const { graph } = shown.cost;
    const matched = matchedOps(graph, entry.glob.value);
    const operators = Map.groupBy(matched, ({ operator }) => operator.name);
    const kinds = [...operators].map(([name, ops]) => `${ops.length} ${name}`);
    const head = `**"${entry.glob.value}"** matches ${plural(matched.length, "op")} of ${graph.ops.length} in ${shown.name}`;
    const text = paragraphs([
      head,
      matched.length === 0 ? "`*` stands for a part of a name, `**` for any names." : listed(kinds, 12),
      matched.length === 0 ? "" : `such as ${pathsText(matched)}`,
      entry.annotations.map((annotation) => takenText(at, graph, chunk, annotation, matched)).join("  \n"),
    ]);
    return { text, ...span };
  }
  return undefined;
};

function takenText(
  { analysis }: HoverPlace,
  { ops }: Graph,
  { chunk }: SourceChunk,
  { name, at }: syntax.Annotation,
  matched: readonly Op[],
): string {
  const { start } = spanOf(analysis.module.file.lines, chunk, at);
  const held = ops.filter((op) => op.annotations.some((applied) => isAt(applied, analysis.uri, start)));
  return `\`@${name}\` holds for ${held.length} of ${matched.length}`;
}

/** Ops that a glob matches, or that stand in something that it matches. */
function matchedOps({ ops, instances }: Graph, pattern: string): readonly Op[] {
  const { match } = glob(pattern);
  const inside = new Set<number>();
  for (const [index, { path, parent }] of instances.entries()) {
    if ((parent !== undefined && inside.has(parent)) || (path !== "" && match(path) !== undefined)) inside.add(index);
  }
  return ops.filter((op) => inside.has(op.instance) || match(op.path) !== undefined);
}

/** The shown net whose text is around the cursor. */
export function netAround({ analysis, offset }: HoverPlace): ShownNet | undefined {
  const { lines } = analysis.module.file;
  return analysis.shown.find(({ kind, declaration: { place, chunk } }) => {
    if (kind !== "net" || place.uri !== analysis.uri) return false;
    const { start, end } = spanOf(lines, chunk.chunk, { first: 0, last: chunk.chunk.tokens.length - 1 });
    return start <= offset && offset <= end;
  });
}
