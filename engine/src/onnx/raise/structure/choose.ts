/** Chooses which regions become blocks: those of one shape that occur more than once and are worth a name. */
import type { Draft } from "../draft.ts";
import { localsOf, Shapes } from "./shapes.ts";
import { at, type Body, callsOf, callsOfBody, lastCall, lastOf } from "./tree.ts";

/** Regions that are to be instances of one block. */
export interface Family {
  readonly instances: readonly Instance[];
  /** A statement that not all instances have: the projection of a residual block's shortcut. */
  readonly optional: number | undefined;
}

export interface Instance {
  readonly body: Body;
  /** Whether the optional statement is not there, and its readers read the entry. */
  readonly lacks: boolean;
}

/** Fewer calls than this are not worth a name. */
const smallest = 3;

/** Families of a net, the innermost first. */
export function familiesOf(draft: Draft, net: Body): readonly Family[] {
  const regions = regionsWithin(net);
  const { shapes, optional } = familyShapes(draft, net);
  const groups = [...Map.groupBy(regions, ({ body }) => shapes.ofRegion(body))];
  const families: (Family & { readonly height: number })[] = [];
  const chosen = new Set<Body>();
  // From the outermost on: a region that stands once in every instance of a block is written there.
  const height = (members: readonly Region[]) => Math.max(...members.map((member) => member.height));
  for (const [shape, members] of groups.sort(([, a], [, b]) => height(b) - height(a))) {
    const full = members.find(({ body }) => shapes.ofBody(body) === shape);
    if (full === undefined || members.length < 2 || !isWorthy(full.body)) continue;
    const owners = new Set(members.map(({ path }) => path.findLast((body) => chosen.has(body))));
    if (owners.size === members.length && !owners.has(undefined)) continue;
    const instances = members.map(({ body }): Instance => ({ body, lacks: shapes.ofBody(body) !== shape }));
    for (const { body } of instances) chosen.add(body);
    const isVaried = instances.some(({ lacks }) => lacks);
    families.push({ instances, optional: isVaried ? optional.get(shape) : undefined, height: height(members) });
  }
  return families.sort((a, b) => a.height - b.height);
}

/** Shapes of regions, those that lack an optional statement counted with those that have it. */
export function familyShapes(
  draft: Draft,
  net: Body,
): { readonly shapes: Shapes; readonly optional: ReadonlyMap<number, number> } {
  const shapes = new Shapes(draft);
  const optional = new Map<number, number>();
  const reducedShapes = new Set<number>();
  // The innermost first, so that the shapes of what holds them rest on families.
  const levels = [...Map.groupBy(regionsWithin(net), ({ height }) => height)].sort(([a], [b]) => a - b);
  for (const [, regions] of levels) {
    const byShape = Map.groupBy(regions, ({ body }) => shapes.ofBody(body));
    for (const [shape, [first]] of byShape) {
      if (first === undefined || reducedShapes.has(shape)) continue;
      for (const index of optionalStatements(draft, first.body)) {
        const reduced = shapes.ofReduced(first.body, index);
        if (reduced === shape || !byShape.has(reduced) || optional.has(reduced) || reducedShapes.has(reduced)) continue;
        shapes.generalize(reduced, shape);
        reducedShapes.add(reduced);
        optional.set(shape, index);
        break;
      }
    }
  }
  return { shapes, optional };
}

function isWorthy(body: Body): boolean {
  const [first, ...others] = body.statements;
  const isWrapper = others.length === 0 && first?.elements.length === 1;
  return !isWrapper && callsOfBody(body).length >= smallest;
}

interface Region {
  readonly body: Body;
  /** The regions around it, the outermost first. */
  readonly path: readonly Body[];
  readonly height: number;
}

/** All regions with those around them. What stands in the second and later items of a repeat is the first's. */
function regionsWithin(net: Body): readonly Region[] {
  const found: Region[] = [];
  const visit = (body: Body, path: readonly Body[]): number => {
    let height = 0;
    for (const { elements } of body.statements) {
      for (const element of elements) {
        if (element.kind !== "region") continue;
        const inside = visit(element.body, [...path, element.body]);
        found.push({ body: element.body, path, height: inside });
        height = Math.max(height, inside + 1);
      }
    }
    return height;
  };
  visit(net, []);
  return found;
}

/** Statements that lead from the entry to the last statement and are read there once: a way around them is the entry. */
function optionalStatements(draft: Draft, body: Body): readonly number[] {
  const locals = localsOf(draft, body);
  const last = lastOf(body.statements);
  const read = new Map<string, number>();
  for (const { elements } of body.statements) {
    for (const call of elements.flatMap(callsOf)) {
      for (const operand of at(draft.calls, call).inputs) {
        const local = operand.kind === "value" ? locals.get(operand.id) : undefined;
        if (local !== undefined) read.set(local, (read.get(local) ?? 0) + 1);
      }
    }
  }
  const joined = new Set(
    at(draft.calls, lastCall(at(last.elements, 0))).inputs.flatMap((operand) =>
      operand.kind === "value" ? [locals.get(operand.id)] : [],
    ),
  );
  return body.statements.flatMap(({ head, elements }, index) => {
    const name = `s${index}`;
    const isPlain = elements.every(({ kind }) => kind === "call");
    const isWay = isPlain && head === body.entry && index < body.statements.length - 1;
    return isWay && read.get(name) === 1 && joined.has(name) ? [index] : [];
  });
}
