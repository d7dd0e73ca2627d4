/** What stands at an offset of an analysed file. */
import {
  type Analysis,
  type Bound,
  type Graph,
  type Instance,
  type Op,
  occurrencesOf,
  type ShownNet,
  type Site,
  spanOf,
  touches,
} from "@lathe/engine";

/** An op's or a block call's name under the cursor, in every instance of the first shown net that has it. */
export interface Called {
  readonly of: ShownNet;
  readonly place: Site;
  readonly ops: readonly number[];
  readonly instances: readonly number[];
}

export function calledAt(analysis: Analysis, offset: number): Called | undefined {
  for (const of of analysis.shown) {
    const { graph } = of.cost;
    const place = placeAt(analysis, graph, offset);
    if (place === undefined) continue;
    const same = (other: Site) => other.chunk === place.chunk && other.at.first === place.at.first;
    return {
      of,
      place,
      ops: graph.ops.flatMap((op: Op, index) => (same(op.name) ? [index] : [])),
      instances: graph.instances.flatMap((instance: Instance, index) =>
        (instance.kind === "block" || instance.kind === "repeat") && same(instance.place) ? [index] : [],
      ),
    };
  }
  return undefined;
}

function placeAt(analysis: Analysis, graph: Graph, offset: number): Site | undefined {
  const places = [
    ...graph.ops.map(({ name }) => name),
    ...graph.instances.flatMap((entry) => (entry.kind === "net" ? [] : [entry.place])),
  ];
  return places.find(
    (place) => place.uri === analysis.uri && touches(spanOf(analysis.module.file.lines, place.chunk, place.at), offset),
  );
}

/** The word around an offset and where it begins; undefined between words. */
export function wordAt(text: string, offset: number): { readonly word: string; readonly start: number } | undefined {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1] ?? "")) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end] ?? "")) end++;
  const word = text.slice(start, end);
  return /^[A-Za-z_]/.test(word) ? { word, start } : undefined;
}

/** The binding that a name most likely means here: the last one above, in the same declaration. */
export function boundAt(analysis: Analysis, name: string, offset: number): Bound | undefined {
  const start = declarationStart(analysis, offset);
  for (const { elaborated } of analysis.shown) {
    const found = elaborated.bound.findLast((bound) => {
      if (bound.name !== name || bound.place.uri !== analysis.uri) return false;
      const at = spanOf(analysis.module.file.lines, bound.place.chunk, bound.place.at).start;
      return start <= at && at <= offset && holdsAt(analysis, at, offset);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names bound above an offset in the same declaration, the nearest first. */
export function boundAbove(analysis: Analysis, offset: number): readonly Bound[] {
  const start = declarationStart(analysis, offset);
  const found = new Map<string, Bound>();
  for (const { elaborated } of analysis.shown) {
    for (const bound of elaborated.bound.toReversed()) {
      if (bound.place.uri !== analysis.uri || found.has(bound.name)) continue;
      const at = spanOf(analysis.module.file.lines, bound.place.chunk, bound.place.at);
      if (start <= at.start && at.end < offset && holdsAt(analysis, at.start, offset)) found.set(bound.name, bound);
    }
  }
  return [...found.values()];
}

/** Whether what is declared at one offset can be used at another: names of a repeat end with its body. */
function holdsAt({ module }: Analysis, declared: number, offset: number): boolean {
  const refers = occurrencesOf(module).at(declared)?.refers;
  const holds = refers !== undefined && "holds" in refers ? refers.holds : undefined;
  return holds === undefined || declared === offset || (holds.start <= offset && offset <= holds.end);
}

function declarationStart(analysis: Analysis, offset: number): number {
  let start = 0;
  for (const { place } of analysis.module.declarations.values()) {
    const at = spanOf(place.lines, place.chunk, { first: 0, last: 0 }).start;
    if (at <= offset) start = Math.max(start, at);
  }
  return start;
}
