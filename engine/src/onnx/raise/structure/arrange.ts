/**
 * Finds what repeats and gathers it: elements that say the same again and again become a repeat, and stretches of statements
 * that occur more than once become regions of their own.
 */
import type { Draft, DraftCall } from "../draft.ts";
import { familyShapes } from "./choose.ts";
import { areNamed, moduleOf } from "./names.ts";
import { sameCall } from "./same.ts";
import { resultOf, Shapes, sizeOf } from "./shapes.ts";
import { commonStretch, type Run, runsOf } from "./stretches.ts";
import { at, type Body, bodiesInside, callsOf, type Element, type Statement } from "./tree.ts";

/** Changes the statements of a net's body and of all bodies within. */
export function arrange(draft: Draft, net: Body): void {
  repeatEqualCalls(draft, net);
  gatherTandems(draft, net);
  gatherStretches(draft, net);
}

/** Calls that come again with equal arguments: `repeat 4 { conv(512, kernel=3) -> relu }`. Only in the net itself. */
function repeatEqualCalls(draft: Draft, net: Body): void {
  const shapes = new Shapes(draft);
  for (const statement of net.statements) {
    const { elements } = statement;
    const runs = runsOf(wordsOf(draft, shapes, statement), {
      longest: 8,
      isWanted: (from, period, count) => {
        const unit = elements.slice(from, from + period);
        if (!unit.every(({ kind }) => kind === "call")) return false;
        const [first] = unit;
        if (first === undefined || !isWeighted(draft, first) || (period === 1 && count < 3)) return false;
        const paths = Array.from({ length: count }, (_, i) =>
          elements
            .slice(from + i * period, from + (i + 1) * period)
            .map((element) => moduleOf(draft, callsOf(element))),
        );
        return !areNamed(paths);
      },
    });
    replaceRuns(draft, statement, runs, (items) => [{ kind: "repeat", items }]);
  }
}

/** Elements as numbers that are equal where the text says the same. */
function wordsOf(draft: Draft, shapes: Shapes, { head, elements }: Statement): readonly number[] {
  const known = new Map<number, (readonly [call: DraftCall, word: number])[]>();
  return shapes.ofElements(elements, head).map((shape, index) => {
    const element = at(elements, index);
    const call = element.kind === "call" ? draft.calls[element.call] : undefined;
    // Every other element is a word of its own: names for what else it reads would be missing in a repeat.
    if (call === undefined || readsMore(call)) return -1 - index;
    const others = known.get(shape) ?? [];
    known.set(shape, others);
    const same = others.find(([other]) => sameCall(other, call));
    if (same !== undefined) return same[1];
    others.push([call, index]);
    return index;
  });
}

function readsMore({ callee, inputs, arguments: given }: DraftCall): boolean {
  const [first, ...others] = inputs;
  if (callee.kind === "foreign" || first?.kind !== "value") return true;
  return others.some(({ kind }) => kind === "value") || [...given.values()].some(({ kind }) => kind === "tensor");
}

function isWeighted(draft: Draft, element: Element): boolean {
  return element.kind !== "call" || at(draft.calls, element.call).weights.size > 0;
}

/** Several elements of which one is a region, again and again: layers of a transformer. Each becomes a region. */
function gatherTandems(draft: Draft, net: Body): void {
  const { shapes } = familyShapes(draft, net);
  for (const statement of [...bodiesInside(net), net].flatMap(({ statements }) => statements)) {
    const { elements, head } = statement;
    const words = shapes.ofElements(elements, head);
    const runs = runsOf(words, {
      longest: 16,
      shortest: 2,
      isWanted: (from, period, count) => {
        const end = from + period * count;
        // Where an edge goes on with its own kind, the units are others than they seem.
        if (words[from - 1] === words[from] || words[end] === words[end - 1]) return false;
        const unit = elements.slice(from, from + period);
        if (!unit.some(({ kind }) => kind === "region")) return false;
        return count > 2 || unit.every((element) => element.kind === "region" || isNormalisation(draft, element));
      },
      quality: (from, period, count) => {
        const starts = Array.from({ length: count }, (_, i) => from + i * period);
        const depths = starts.map((start) => {
          return moduleOf(draft, elements.slice(start, start + period).flatMap(callsOf))?.length ?? 0;
        });
        return Math.min(...depths);
      },
    });
    replaceRuns(draft, statement, runs, (items, entries) => items.map((item, i) => regionOf(entries[i], item)));
  }
}

function isNormalisation(draft: Draft, element: Element): boolean {
  if (element.kind !== "call") return false;
  const { callee } = at(draft.calls, element.call);
  return callee.kind === "operator" && callee.operator.family === "normalisation";
}

/** How often stretches are looked for: every time the one that saves most is gathered. */
const mostRounds = 24;

/** Stretches of elements that occur more than once, also in different statements, become regions. */
function gatherStretches(draft: Draft, net: Body): void {
  for (let round = 0; round < mostRounds; round++) {
    const { shapes } = familyShapes(draft, net);
    const statements = [...bodiesInside(net), net].flatMap(({ statements: own }) => own.filter(isLong));
    const words = statements.map(({ elements, head }) => shapes.ofElements(elements, head));
    const counts = new Map<number, number>();
    for (const word of words.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
    const stretch = commonStretch({
      // What stands in a run of its own kind is for a repeat.
      words: words.map((text, i) =>
        text.map((word, place) =>
          isInRun(text, place) && statements[i]?.elements[place]?.kind === "region" ? -1 : word,
        ),
      ),
      // A region that occurs again is going to be one call.
      sizes: words.map((text, i) =>
        text.map((word, place) => {
          const element = statements[i]?.elements[place];
          return element === undefined || (counts.get(word) ?? 0) > 1 ? 1 : sizeOf(element);
        }),
      ),
      starts: statements.map(({ elements }) => elements.map((element) => isWeighted(draft, element))),
      depth: ({ text, from }, length) => {
        // Regions of one shape must stay so: only in the net itself is a place left out.
        const statement = statements[text];
        if (statement === undefined || !net.statements.includes(statement)) return undefined;
        const calls = statement.elements.slice(from, from + length).flatMap(callsOf);
        return moduleOf(draft, calls)?.length ?? 0;
      },
    });
    if (stretch === undefined) return;
    for (const [index, places] of Map.groupBy(stretch.places, ({ text }) => text)) {
      const runs = places.map(({ from }) => ({ from, period: stretch.length, count: 1 }));
      replaceRuns(draft, at(statements, index), runs, ([item = []], [entry]) => [regionOf(entry, item)]);
    }
  }
}

function isInRun(words: readonly number[], place: number): boolean {
  return words[place] === words[place - 1] || words[place] === words[place + 1];
}

function isLong({ elements }: Statement): boolean {
  return elements.length > 1;
}

function regionOf(entry: number | undefined, elements: readonly Element[]): Element {
  return { kind: "region", body: { entry, statements: [{ head: entry, elements: [...elements] }] } };
}

/** Puts something in the place of every run; `entries` are the values that flow into its items. */
function replaceRuns(
  draft: Draft,
  { elements, head }: Statement,
  runs: readonly Run[],
  make: (items: readonly (readonly Element[])[], entries: readonly (number | undefined)[]) => readonly Element[],
): void {
  if (runs.length === 0) return;
  const replaced: Element[] = [];
  let next = 0;
  for (const { from, period, count } of runs) {
    for (; next < from; next++) replaced.push(at(elements, next));
    const starts = Array.from({ length: count }, (_, i) => from + i * period);
    const items = starts.map((start) => elements.slice(start, start + period));
    const entries = starts.map((start) => (start === 0 ? head : resultOf(draft, at(elements, start - 1))));
    for (const element of make(items, entries)) replaced.push(element);
    next = from + count * period;
  }
  for (; next < elements.length; next++) replaced.push(at(elements, next));
  elements.length = 0;
  for (const element of replaced) elements.push(element);
}
