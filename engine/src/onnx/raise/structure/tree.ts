/**
 * The tree between a draft and its text: bodies of statements, statements of elements that flow one into the next. It says
 * what belongs together and nothing of how it is called.
 */

/** Statements in order, each of which gives one value; the last gives the body's. */
export interface Body {
  /** The value that everything here comes from, besides what is taken from outside; none for the net itself. */
  readonly entry: number | undefined;
  readonly statements: Statement[];
}

export interface Statement {
  /** The value that flows into the first element; undefined where that reads several, or none. */
  readonly head: number | undefined;
  /** At least one. */
  readonly elements: Element[];
}

export type Element = CallElement | RegionElement | RepeatElement;

/** A call by its index in the draft. */
export interface CallElement {
  readonly kind: "call";
  readonly call: number;
}

/** Several calls with one way in and one way out: what can be a block. */
export interface RegionElement {
  readonly kind: "region";
  readonly body: Body;
}

/** The same elements several times, one after the other; all of its items say the same. */
export interface RepeatElement {
  readonly kind: "repeat";
  readonly items: readonly (readonly Element[])[];
}

/** The call whose result an element, or what ends a list of them, gives. */
export function lastCall(element: Element): number {
  switch (element.kind) {
    case "call":
      return element.call;
    case "region":
      return lastCall(lastOf(lastOf(element.body.statements).elements));
    case "repeat":
      return lastCall(lastOf(lastOf(element.items)));
  }
}

/** Calls in the order in which the text brings them. */
export function callsOf(element: Element): readonly number[] {
  switch (element.kind) {
    case "call":
      return [element.call];
    case "region":
      return callsOfBody(element.body);
    case "repeat":
      return element.items.flatMap((item) => item.flatMap(callsOf));
  }
}

export function callsOfBody(body: Body): readonly number[] {
  return body.statements.flatMap(({ elements }) => elements.flatMap(callsOf));
}

/** Bodies of an element and of all that it holds, the innermost first. */
export function bodiesWithin(element: Element): readonly Body[] {
  switch (element.kind) {
    case "call":
      return [];
    case "region":
      return [...bodiesInside(element.body), element.body];
    case "repeat":
      return element.items.flatMap((item) => item.flatMap(bodiesWithin));
  }
}

export function bodiesInside(body: Body): readonly Body[] {
  return body.statements.flatMap(({ elements }) => elements.flatMap(bodiesWithin));
}

/** The last of a list that is never empty. */
export function lastOf<T>(items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) throw new Error("a list that always has entries has none");
  return last;
}

/** The entry at a place that is always there. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no entry ${index}`);
  return item;
}
