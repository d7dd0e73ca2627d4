/**
 * The paths that a body gives to what it calls, as far as the text tells: labels, bindings, and the names of blocks. Which
 * arm of a condition is taken, and how often something is repeated, is not known here; all of it counts.
 */
import { glob } from "../../base/glob.ts";
import type { Target } from "./occurrence.ts";

/** The names directly inside one instance. Ops of the catalogue without a label are left out: nothing is inside them. */
export interface PathTree {
  names: Map<string, PathName[]> | undefined;
  /** The elements of a repetition: any index. */
  elements: PathName | undefined;
}

export interface PathName {
  readonly refers: Target | undefined;
  /** Where the names inside are found: here, or in what is called. */
  readonly insides: (PathTree | Target)[];
}

export function pathTree(): PathTree {
  return { names: undefined, elements: undefined };
}

export function addName(tree: PathTree, name: string, entry: PathName): void {
  tree.names ??= new Map();
  const known = tree.names.get(name);
  if (known === undefined) tree.names.set(name, [entry]);
  else known.push(entry);
}

/** Longer paths are not looked into: no author writes them, and every `**` goes over all that is below. */
const maximumNames = 64;

/** The names of a path in a string literal and where each begins; `layer1[0]` is two. Nothing where the text is escaped. */
export function pathNames(image: string): { readonly name: string; readonly start: number }[] {
  const inner = image.replace(/"$/, "");
  if (inner.includes("\\")) return [];
  const names = [...inner.matchAll(/[^."[\]]+/g)];
  return names.length > maximumNames ? [] : names.map(({ 0: name, index }) => ({ name, start: index }));
}

/** A name without the number that tells equal ones apart: `conv_2` → `conv`. */
export function withoutNumber(name: string): string {
  return name.replace(/_\d+$/, "");
}

/** Names that one name of a path stands for. Of ops without a label, the number says which one; here, all are meant. */
export function namesIn(tree: PathTree, name: string): readonly PathName[] {
  if (name === "*") return allIn(tree);
  if (/^\d+$/.test(name)) return tree.elements === undefined ? [] : [tree.elements];
  if (!name.includes("*")) return tree.names?.get(name) ?? tree.names?.get(withoutNumber(name)) ?? [];
  const pattern = glob(name);
  return [...(tree.names ?? [])].flatMap(([key, entries]) => (pattern.match(key) === undefined ? [] : entries));
}

/** Every name directly inside. */
export function allIn({ names, elements }: PathTree): readonly PathName[] {
  const own = [...(names?.values() ?? [])].flat();
  return elements === undefined ? own : [...own, elements];
}
