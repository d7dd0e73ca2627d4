/** Arranges the calls of a draft as bodies of statements, in an order that rests on who reads whom and on nothing else. */
import { type DraftCall, valuesRead } from "../draft.ts";
import { type Link, linksOf } from "./regions.ts";
import { at, type Body, callsOf, type Element, lastOf, type Statement } from "./tree.ts";
import type { Flow } from "./values.ts";

/** A region under construction; the net itself is the first. */
interface Place {
  /** The call that gives its value; -1 of the net. */
  readonly exit: number;
  parent: number;
  readonly entry: number | undefined;
}

export function netBody(flow: Flow): Body {
  const links = linksOf(flow);
  const layout = new Layout(flow, links);
  return layout.body(0);
}

class Layout {
  private readonly flow: Flow;
  private readonly links: readonly (Link | undefined)[];
  private readonly places: Place[] = [{ exit: -1, parent: 0, entry: undefined }];
  /** The place that a call stands in; the exit of a region stands in it. */
  private readonly homes: number[];
  /** By exit of a region, its place. */
  private readonly regions = new Map<number, number>();

  constructor(flow: Flow, links: readonly (Link | undefined)[]) {
    this.flow = flow;
    this.links = links;
    this.homes = flow.draft.calls.map(() => 0);
    for (const [exit, link] of links.entries()) {
      if (link === undefined || link.inner.length === 0) continue;
      const place = this.places.push({ exit, parent: 0, entry: link.entry }) - 1;
      this.regions.set(exit, place);
      this.homes[exit] = place;
    }
    const placed = new Set<number>();
    for (const [exit, place] of this.regions) {
      for (const call of links[exit]?.inner ?? []) {
        this.moveTo(call, place);
        placed.add(call);
      }
    }
    this.sink(placed);
  }

  /** The body of a place. Bodies within are made first: what they read from outside decides the order here. */
  body(place: number): Body {
    const statements = this.statements(at(this.members(), place));
    const elements = new Map<number, Statement>();
    const made = statements.map(({ head, calls }): Statement => {
      const parts = calls.map((call) => this.element(call, place));
      const statement: Statement = { head, elements: this.absorbed(parts) };
      for (const call of calls) elements.set(call, statement);
      return statement;
    });
    const { exit, entry } = at(this.places, place);
    const last = exit < 0 ? this.netResults() : [exit];
    const roots = last.map((call) => elements.get(this.elementIn(call, place)));
    // What gives no output stands in a draft all the same.
    return { entry, statements: this.inOrder([...roots, ...made], elements, place) };
  }

  private element(call: number, place: number): Element {
    const region = this.regions.get(call);
    return region === undefined || region === place
      ? { kind: "call", call }
      : { kind: "region", body: this.body(region) };
  }

  /** The activation behind a region belongs to it: the ReLU after the sum of a residual block. */
  private absorbed(parts: readonly Element[]): Element[] {
    const elements: Element[] = [];
    for (const part of parts) {
      const before = elements.at(-1);
      if (part.kind === "call" && before?.kind === "region" && isActivation(this.call(part.call))) {
        lastOf(before.body.statements).elements.push(part);
      } else elements.push(part);
    }
    return elements;
  }

  private netResults(): readonly number[] {
    const { draft, giver } = this.flow;
    return [...draft.outputs.map(({ value }) => value), ...draft.states.map(({ next }) => next)].flatMap((value) => {
      const call = giver(value);
      return call === undefined ? [] : [call];
    });
  }

  /** Calls by place, those of regions by their exits. */
  private memo: readonly (readonly number[])[] | undefined;
  private members(): readonly (readonly number[])[] {
    if (this.memo !== undefined) return this.memo;
    const members: number[][] = this.places.map(() => []);
    for (const [call, home] of this.homes.entries()) {
      members[home]?.push(call);
      const region = this.regions.get(call);
      if (region !== undefined) members[at(this.places, region).parent]?.push(call);
    }
    this.memo = members;
    return members;
  }

  /** What hangs on one value alone, and is all that does, flows on in one statement. */
  private statements(
    calls: readonly number[],
  ): readonly { readonly head: number | undefined; readonly calls: number[] }[] {
    const own = new Set(calls);
    const statements = new Map<number, { readonly head: number | undefined; readonly calls: number[] }>();
    const here = new Set<{ readonly head: number | undefined; readonly calls: number[] }>();
    for (const call of [...calls].sort((a, b) => a - b)) {
      const link = this.linkIn(call, own);
      const before = link === undefined ? undefined : this.flow.giver(link.entry);
      const open = before === undefined || !own.has(before) ? undefined : statements.get(before);
      if (link !== undefined && open !== undefined && this.flow.readers(link.entry).length === link.uses) {
        open.calls.push(call);
        statements.set(call, open);
      } else {
        const statement = { head: link?.entry, calls: [call] };
        statements.set(call, statement);
        here.add(statement);
      }
    }
    return [...here];
  }

  /** How a call hangs on what is before it; a region's exit, in that region, only on what it reads itself. */
  private linkIn(call: number, own: ReadonlySet<number>): Link | undefined {
    const link = this.links[call];
    if (link === undefined || link.inner.length === 0) return link;
    const isInside = link.inner.some((inner) => own.has(inner));
    if (!isInside) return link;
    const read = this.flow.flowing(call);
    const [only] = read;
    return only !== undefined && read.every((value) => value === only)
      ? { entry: only, uses: read.length, inner: [] }
      : undefined;
  }

  /** Statements so that each stands after what it reads, as late as that goes: depth first from the results. */
  private inOrder(
    roots: readonly (Statement | undefined)[],
    byCall: ReadonlyMap<number, Statement>,
    place: number,
  ): Statement[] {
    const ordered: Statement[] = [];
    const seen = new Set<Statement>();
    const open: { readonly statement: Statement; readonly needs: readonly Statement[]; next: number }[] = [];
    const enter = (statement: Statement) => {
      if (seen.has(statement)) return;
      seen.add(statement);
      open.push({ statement, needs: this.needs(statement, byCall, place), next: 0 });
    };
    const ends = roots.filter((root) => root !== undefined);
    for (const root of ends) {
      enter(root);
      for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
        const need = top.needs[top.next++];
        if (need !== undefined) {
          enter(need);
        } else {
          ordered.push(top.statement);
          open.pop();
        }
      }
    }
    const [first] = ends;
    if (place === 0 || first === undefined || lastOf(ordered) === first) return ordered;
    return [...ordered.filter((statement) => statement !== first), first];
  }

  private needs(statement: Statement, byCall: ReadonlyMap<number, Statement>, place: number): readonly Statement[] {
    const needs: Statement[] = [];
    const look = (value: number) => {
      const giver = this.flow.giver(value);
      if (giver === undefined || !this.isWithin(giver, place)) return;
      const other = byCall.get(this.elementIn(giver, place));
      if (other !== undefined && other !== statement) needs.push(other);
    };
    if (statement.head !== undefined) look(statement.head);
    for (const element of statement.elements) {
      for (const call of callsOf(element)) for (const value of valuesRead(this.call(call))) look(value);
    }
    return [...new Set(needs)];
  }

  private call(index: number): DraftCall {
    return at(this.flow.draft.calls, index);
  }

  /** Calls that are not in the flow stand where they are needed: in the innermost place around all of their readers. */
  private sink(placed: ReadonlySet<number>): void {
    const { draft } = this.flow;
    for (let call = draft.calls.length - 1; call >= 0; call--) {
      if (placed.has(call) || !this.flow.isAside(call)) continue;
      const readers = this.call(call).results.flatMap(({ id }) => this.flow.readers(id));
      let target: number | undefined;
      for (const reader of readers) {
        const home = reader < 0 ? 0 : at(this.homes, reader);
        target = target === undefined ? home : this.commonPlace(target, home);
      }
      this.moveTo(call, target ?? 0);
    }
  }

  private moveTo(call: number, place: number): void {
    const region = this.regions.get(call);
    if (region === undefined) this.homes[call] = place;
    else at(this.places, region).parent = place;
  }

  private path(place: number): readonly number[] {
    const path = [place];
    for (let current = place; current !== 0; path.push(current)) current = at(this.places, current).parent;
    return path.reverse();
  }

  private commonPlace(one: number, other: number): number {
    const [a, b] = [this.path(one), this.path(other)];
    let common = 0;
    for (let i = 0; i < a.length && a[i] === b[i]; i++) common = a[i] ?? 0;
    return common;
  }

  private isWithin(call: number, place: number): boolean {
    for (let current = at(this.homes, call); ; current = at(this.places, current).parent) {
      if (current === place) return true;
      if (current === 0) return false;
    }
  }

  /** What stands in a place for a call somewhere within it. */
  private elementIn(call: number, place: number): number {
    let element = call;
    for (let current = at(this.homes, call); current !== place && current !== 0; ) {
      const { exit, parent } = at(this.places, current);
      element = exit;
      current = parent;
    }
    return element;
  }
}

function isActivation({ callee, weights }: DraftCall): boolean {
  return callee.kind === "operator" && callee.operator.family === "activation" && weights.size === 0;
}
