/** What names mean across files: imports are followed, arguments lead to parameters, and names in paths to what has them. */
import { isRefusal } from "../../base/report.ts";
import type { Program } from "../callable.ts";
import type { Module } from "../module.ts";
import type { Inside, NameDefinition, Occurrence, Target } from "./occurrence.ts";
import { allIn, namesIn, type PathName, type PathTree, withoutNumber } from "./paths.ts";
import { occurrencesOf } from "./read.ts";

/** Variants of variants, and aliases of them, are short chains. */
const maximumChain = 64;

/** What a target refers to: nothing where it is not known, several where a path means more than one name. */
export function definitionsOf(program: Program, target: Target | undefined): readonly NameDefinition[] {
  if (target === undefined) return [];
  switch (target.kind) {
    case "file":
      return [];
    case "imported": {
      const from = program.imported(target.module, target.path);
      const found = isRefusal(from) ? undefined : occurrencesOf(from).declared.get(target.name);
      return found === undefined ? [] : [found];
    }
    case "argument": {
      const parameter = insideOf(program, target.of)?.parameters.get(target.name);
      return parameter === undefined ? [] : [parameter];
    }
    case "segment":
      return segmentDefinitions(program, target.trees, target.path.slice(0, target.index + 1));
    default:
      return [target];
  }
}

/** The same, with aliases followed to what they stand for. */
export function originsOf(program: Program, target: Target | undefined): readonly NameDefinition[] {
  return definitionsOf(program, target).flatMap((definition) => {
    if (definition.kind !== "alias") return [definition];
    return definitionsOf(program, occurrencesOf(definition.module).insideOf(definition)?.of);
  });
}

/** Whether an occurrence means a definition, by its own name or through an alias. */
export function means(program: Program, { name, namespace, refers }: Occurrence, definition: NameDefinition): boolean {
  if (refers === undefined) return false;
  const mayMean = name === definition.name || (namespace === "segment" && withoutNumber(name) === definition.name);
  const isAlias = refers.kind === "alias";
  if (!mayMean && !isAlias) return false;
  return (
    definitionsOf(program, refers).includes(definition) || (isAlias && originsOf(program, refers).includes(definition))
  );
}

/** The module, and all that it and its imports import. What cannot be read is left out. */
export function withImports(program: Program, modules: Iterable<Module>): readonly Module[] {
  const found = new Set(modules);
  // A set that grows while it is gone over yields what was added, too.
  for (const module of found) {
    for (const { path } of module.importPaths) {
      const from = program.imported(module, path);
      if (!isRefusal(from)) found.add(from);
    }
  }
  return [...found];
}

/** What a callable holds, through aliases and variants. */
function insideOf(program: Program, target: Target): Inside | undefined {
  let at: Target | undefined = target;
  for (let i = 0; i < maximumChain && at !== undefined; i++) {
    const [definition]: readonly NameDefinition[] = definitionsOf(program, at);
    const inside = definition === undefined ? undefined : occurrencesOf(definition.module).insideOf(definition);
    if (inside?.of === undefined) return inside;
    at = inside.of;
  }
  return undefined;
}

/** What the last name of a path means, seen from the first tree that has its first name. */
function segmentDefinitions(
  program: Program,
  trees: readonly PathTree[],
  path: readonly string[],
): readonly NameDefinition[] {
  for (const tree of trees) {
    const names = namesOf(program, tree, path);
    const definitions = names.flatMap(({ refers }) => definitionsOf(program, refers));
    if (definitions.length > 0) return [...new Set(definitions)];
  }
  return [];
}

function namesOf(program: Program, start: PathTree, path: readonly string[]): readonly PathName[] {
  let trees: ReadonlySet<PathTree> = new Set([start]);
  let names: readonly PathName[] = [];
  for (const name of path) {
    if (name === "**") {
      trees = withDescendants(program, trees);
      continue;
    }
    names = [...trees].flatMap((tree) => namesIn(tree, name));
    trees = new Set(names.flatMap((entry) => insidesOf(program, entry)));
  }
  return names;
}

function withDescendants(program: Program, trees: ReadonlySet<PathTree>): ReadonlySet<PathTree> {
  const all = new Set(trees);
  for (const tree of all) {
    for (const entry of allIn(tree)) for (const inside of insidesOf(program, entry)) all.add(inside);
  }
  return all;
}

function insidesOf(program: Program, { insides }: PathName): readonly PathTree[] {
  return insides.flatMap((inside) => {
    if (!("kind" in inside)) return [inside];
    return insideOf(program, inside)?.paths ?? [];
  });
}
