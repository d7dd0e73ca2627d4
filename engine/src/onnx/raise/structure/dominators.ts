/** Which value everything that a call reads has come through. */
import type { Flow } from "./values.ts";

/** Where a call's data comes from: the nearest value that all of it has passed, or undefined where there is none. */
export type Entries = readonly (number | undefined)[];

interface Node {
  readonly depth: number;
  readonly parent: Node | undefined;
  /** Farther up, so that common ancestors of deep nodes are found in few steps. */
  readonly jump: Node | undefined;
  /** What passes here; undefined at the root, and where more than the first result of a call is read. */
  readonly value: number | undefined;
}

/** For every call the nearest value that all paths from the inputs to it pass. In the time of a sort. */
export function entriesOf(flow: Flow): Entries {
  const root: Node = { depth: 0, parent: undefined, jump: undefined, value: undefined };
  const nodes = new Map<number, Node>();
  const { draft } = flow;
  for (const { value } of [...draft.inputs, ...draft.states]) nodes.set(value, child(root, value));
  return draft.calls.map((call, index) => {
    let dominator: Node | undefined;
    for (const value of flow.flowing(index)) {
      const node = nodes.get(value) ?? root;
      dominator = dominator === undefined ? node : common(dominator, node);
    }
    const [first, ...others] = call.results;
    const isOne = others.every(({ id }) => flow.readers(id).length === 0);
    const node = child(dominator ?? root, isOne ? first?.id : undefined);
    for (const { id } of call.results) nodes.set(id, node);
    let entry = dominator;
    while (entry !== undefined && entry.value === undefined) entry = entry.parent;
    return entry?.value;
  });
}

function child(parent: Node, value: number | undefined): Node {
  const { jump } = parent;
  const isFull = jump !== undefined && parent.depth - jump.depth === jump.depth - (jump.jump?.depth ?? 0);
  return { depth: parent.depth + 1, parent, jump: isFull ? (jump.jump ?? parent) : parent, value };
}

function common(one: Node, other: Node): Node {
  let [low, high] = one.depth >= other.depth ? [one, other] : [other, one];
  while (low.depth > high.depth) {
    const next: Node | undefined = low.jump !== undefined && low.jump.depth >= high.depth ? low.jump : low.parent;
    if (next === undefined) return low;
    low = next;
  }
  while (low !== high) {
    const skips = low.jump !== undefined && high.jump !== undefined && low.jump !== high.jump;
    const nextLow: Node | undefined = skips ? low.jump : low.parent;
    const nextHigh: Node | undefined = skips ? high.jump : high.parent;
    if (nextLow === undefined || nextHigh === undefined) return low;
    low = nextLow;
    high = nextHigh;
  }
  return low;
}
