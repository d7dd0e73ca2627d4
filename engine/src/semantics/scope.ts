/** Names and what they stand for. Values only: operators, blocks, fns and nets live in a namespace of their own. */
import type { Value } from "../base/value.ts";
import type { Callable } from "./callable.ts";

export interface Scope {
  readonly values: Map<string, Value>;
  readonly callables: Map<string, Callable>;
  readonly parent: Scope | undefined;
}

export function childScope(parent: Scope | undefined): Scope {
  return { values: new Map(), callables: new Map(), parent };
}

export function lookUp(scope: Scope | undefined, name: string): Value | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const value = at.values.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function lookUpCallable(scope: Scope | undefined, name: string): Callable | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const callable = at.callables.get(name);
    if (callable !== undefined) return callable;
  }
  return undefined;
}

export function namesInScope(scope: Scope | undefined): string[] {
  const names = new Set<string>();
  for (let at = scope; at !== undefined; at = at.parent) for (const name of at.values.keys()) names.add(name);
  return [...names];
}

/** The candidate that a misspelt name most likely means: the fewest edits, at most a third of its length. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, replacements, swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
