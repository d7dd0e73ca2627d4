/** Maps of weights: globs that rename the tensors of a file. */
import { fill, glob, type Renaming } from "@lathe/engine";

/** A tensor's name in the file, and the name of the weight that it is. */
export type Pair = readonly [theirs: string, ours: string];

/**
 * Rules that rename just so: each as general as it can be without touching a tensor that is to be called otherwise. `others`
 * are the names of all tensors of the file; without a name of their own in it they keep theirs.
 */
export function mapOf(pairs: readonly Pair[], others: Iterable<string | Pair>): readonly Pair[] {
  const wanted = new Map([...others].map((other): Pair => (typeof other === "string" ? [other, other] : other)));
  for (const [theirs, ours] of pairs) wanted.set(theirs, ours);
  const open = new Set(wanted.keys());
  const rules: Pair[] = [];
  for (const pair of pairs) {
    if (!open.has(pair[0])) continue;
    const rule = candidates(pair).find((candidate) => isExact(renaming(candidate), open, wanted)) ?? pair;
    const { from } = renaming(rule);
    for (const name of open) if (from.match(name) !== undefined) open.delete(name);
    rules.push(rule);
  }
  return rules;
}

function renaming([from, to]: Pair): Renaming {
  return { from: glob(from), to };
}

function isExact({ from, to }: Renaming, open: ReadonlySet<string>, wanted: ReadonlyMap<string, string>): boolean {
  for (const name of open) {
    const stars = from.match(name);
    // Counts of training batches are nobody's weights.
    if (stars === undefined || name.endsWith("num_batches_tracked")) continue;
    if (fill(to, stars) !== wanted.get(name)) return false;
  }
  return true;
}

/** Globs that would rename a tensor like this pair, the most general first: with `**` for what both names end in, and `*` for numbers. */
function candidates([theirs, ours]: Pair): readonly Pair[] {
  const [from, to] = [theirs.split("."), ours.split(".")];
  let common = 0;
  while (common < Math.min(from.length, to.length) && from.at(-1 - common) === to.at(-1 - common)) common++;
  const found: Pair[] = [];
  for (let cut = common; cut > 0; cut--) {
    const [left, right] = [from.slice(0, -cut), to.slice(0, -cut)];
    const [starredLeft, starredRight] = starred(left, right);
    found.push([[...starredLeft, "**"].join("."), [...starredRight, "**"].join(".")]);
    found.push([[...left, "**"].join("."), [...right, "**"].join(".")]);
  }
  const [starredFrom, starredTo] = starred(from, to);
  found.push([starredFrom.join("."), starredTo.join(".")]);
  return found;
}

/** Numbers that both have in the same order, as stars. */
function starred(left: readonly string[], right: readonly string[]): readonly [readonly string[], readonly string[]] {
  const [from, to] = [[...left], [...right]];
  let next = 0;
  for (const [index, name] of left.entries()) {
    if (!/^\d+$/.test(name)) continue;
    const other = right.indexOf(name, next);
    if (other === -1) continue;
    from[index] = "*";
    to[other] = "*";
    next = other + 1;
  }
  return [from, to];
}

/** The braces of a map with these rules. */
export function mapText(rules: readonly Pair[], indent: string, lineEnd: string): string {
  const entries = rules.map(ruleText);
  const [only, other] = entries;
  if (only !== undefined && other === undefined) return ` { ${only} }`;
  return [" {", ...entries.map((entry) => `${indent}  ${entry}`), `${indent}}`].join(lineEnd);
}

export function ruleText([from, to]: Pair): string {
  return `${JSON.stringify(from)}: ${JSON.stringify(to)}`;
}
