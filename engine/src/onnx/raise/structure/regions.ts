/**
 * Finds what belongs together: a call with what leads to it from the last value that all of its data has passed, if nobody
 * else reads anything between. Such regions nest.
 */
import { entriesOf } from "./dominators.ts";
import { at } from "./tree.ts";
import type { Flow } from "./values.ts";

/** How a call hangs on the value that all of its data has passed. */
export interface Link {
  readonly entry: number;
  /** How often the entry is read on the way. */
  readonly uses: number;
  /** The calls in between that stand directly in this region, those of regions within it left out. */
  readonly inner: readonly number[];
}

/** Deeper nests are not a person's: their calls are left side by side. */
const deepest = 24;
/** Calls that may be looked at for each call of the draft, on average; a graph that takes more is left flat. */
const effort = 40;

/** By call; undefined where several ways come together from outside, or somebody else looks in. */
export function linksOf(flow: Flow): readonly (Link | undefined)[] {
  const entries = entriesOf(flow);
  const links: (Link | undefined)[] = [];
  const depths: number[] = [];
  let left = effort * flow.draft.calls.length + 1000;
  for (const [index, entry] of entries.entries()) {
    const found = entry === undefined || left <= 0 ? undefined : walk(flow, links, index, entry, left);
    if (found !== undefined) left -= found.steps;
    const depth = 1 + Math.max(0, ...(found?.link?.inner ?? []).map((call) => at(depths, call)));
    const isTooDeep = depth > deepest;
    links.push(isTooDeep ? undefined : found?.link);
    depths.push(found?.link === undefined || isTooDeep ? 0 : found.link.inner.length === 0 ? 0 : depth);
  }
  return links;
}

/** Goes back from a call to its entry, over regions that were found before in one step. */
function walk(
  flow: Flow,
  links: readonly (Link | undefined)[],
  exit: number,
  entry: number,
  limit: number,
): { readonly link: Link | undefined; readonly steps: number } {
  const { draft } = flow;
  const reads = new Map<number, number>();
  const seen = new Set<number>([exit]);
  const waiting = [exit];
  let uses = 0;
  let steps = 0;
  const reach = (value: number, times: number) => {
    if (value === entry) {
      uses += times;
      return;
    }
    reads.set(value, (reads.get(value) ?? 0) + times);
    const giver = flow.giver(value);
    if (giver === undefined || seen.has(giver)) return;
    seen.add(giver);
    waiting.push(giver);
  };
  for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
    if (++steps > limit) return { link: undefined, steps };
    const link = call === exit ? undefined : links[call];
    if (link !== undefined) reach(link.entry, link.uses);
    else for (const value of flow.flowing(call)) reach(value, 1);
  }
  seen.delete(exit);
  const inner = [...seen];
  const isClosed = inner.every((call) =>
    at(draft.calls, call).results.every(({ id }) => flow.readers(id).length === (reads.get(id) ?? 0)),
  );
  return { link: isClosed && uses > 0 ? { entry, uses, inner } : undefined, steps };
}
