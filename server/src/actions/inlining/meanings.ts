/** What the names of a block are to be called where its call stood. */
import { isDtype, isRefusal, type Module, type SourceChunk, type syntax } from "@lathe/engine";
import type { ActionHost } from "../action.ts";
import { allStatements, boundByNode, freshName, isCall, nodesOf, valueNames } from "../tree.ts";

/** By name, the text that takes its place; names that are not in here stay. */
export interface Meanings {
  /** Parameters and bindings of the block. */
  readonly values: Map<string, string>;
  /** What is called: operators that are handed in, and what is imported under another name. */
  readonly callables: Map<string, string>;
}

/** A name as it stands in an import: `name`, or `name as other`. */
export interface NeededImport {
  readonly path: string;
  readonly entry: string;
}

export function isTensor({ type, default: own }: syntax.ParameterDeclaration): boolean {
  return type === undefined ? own === undefined : type.name === "tensor" || isDtype(type.name);
}

export function isOperator({ type }: syntax.ParameterDeclaration): boolean {
  return type?.name === "op";
}

/**
 * The imports that a file needs for what statements of another file call, with the names that these get there in `callables`.
 * Undefined where a name cannot mean the same in the file.
 */
export function importsFor(
  { program, pathTo }: ActionHost,
  { own, caller }: { readonly own: Module; readonly caller: SourceChunk },
  home: Module,
  names: Iterable<string>,
  callables: Map<string, string>,
): readonly NeededImport[] | undefined {
  if (home.uri === own.uri) return [];
  const needed: NeededImport[] = [];
  const taken = new Set([...own.declarations.keys(), ...own.imports.keys()]);
  // A name that the caller binds would stand before an import.
  const bound = valueNames(caller);
  for (const name of new Set(names)) {
    const imported = home.imports.get(name);
    if (imported === undefined && !home.declarations.has(name)) {
      // Of the catalogue there, and of this file here.
      if (taken.has(name)) return undefined;
      continue;
    }
    const origin = imported === undefined ? home : program.imported(home, imported.path);
    if (isRefusal(origin)) return undefined;
    const original = imported?.name ?? name;
    const [known] =
      [...own.imports].find(([, each]) => {
        const from = each.name === original ? program.imported(own, each.path) : undefined;
        return from !== undefined && !isRefusal(from) && from.uri === origin.uri;
      }) ?? [];
    if (known !== undefined && bound.has(known)) return undefined;
    if (known !== undefined) {
      if (known !== name) callables.set(name, known);
      continue;
    }
    const path = pathTo(origin.uri);
    if (path === undefined || origin.uri === own.uri) return undefined;
    const local = freshName(name, new Set([...taken, ...bound]));
    taken.add(local);
    if (local !== name) callables.set(name, local);
    needed.push({ path, entry: local === original ? local : `${original} as ${local}` });
  }
  return needed;
}

/** Names that statements read, and names that they call, that nothing in the block binds. */
export function freeNames(
  statements: readonly SourceChunk[],
  { values, callables }: Meanings,
): { readonly read: ReadonlySet<string>; readonly called: ReadonlySet<string> } {
  const nodes = statements.flatMap(({ statement }) => nodesOf(statement));
  const bound = new Set([...values.keys(), ...callables.keys(), ...nodes.flatMap(boundByNode)]);
  const read = nodes.flatMap((node) => (node.kind === "name" && !bound.has(node.name) ? [node.name] : []));
  const called = nodes.flatMap((node) => {
    if (!isCall(node) || node.callee.foreign !== undefined || callables.has(node.callee.name)) return [];
    return [node.callee.name];
  });
  return { read: new Set(read), called: new Set(called) };
}

/** Whether every name of a block that is none of its own means out there what it means in the block. */
export function meanTheSame(
  caller: SourceChunk,
  home: Module,
  statements: readonly SourceChunk[],
  meanings: Meanings,
): boolean {
  const { values, callables } = meanings;
  const texts = [...values.values(), ...callables.values()];
  const words = new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
  for (const { statement } of statements) {
    for (const node of nodesOf(statement)) {
      // A repeat that binds a word anew would catch what is put into it.
      if (boundByNode(node).some((name) => values.has(name) || callables.has(name) || words.has(name))) return false;
      if (!isCall(node) || node.callee.foreign !== undefined) continue;
      const meaning = callables.get(node.callee.name);
      if (meaning !== undefined && !/^[A-Za-z_]\w*$/.test(meaning)) return false;
    }
  }
  const { read, called } = freeNames(statements, meanings);
  const [ownValues, ownCallables] = [valueNames(caller), callableNames(caller)];
  // What a file declares is seen from everywhere in it; all else might be another thing of the caller's.
  const isOther = (names: ReadonlySet<string>) => (name: string) => names.has(name) && !home.declarations.has(name);
  return ![...read].some(isOther(ownValues)) && ![...called].some(isOther(ownCallables));
}

/** What can be called in a declaration and nowhere else: fns in it, and operators that are handed in. */
function callableNames(caller: SourceChunk): ReadonlySet<string> {
  return new Set(
    allStatements(caller).flatMap(({ statement }) => [
      ...(statement.kind === "fn" && statement !== caller.statement ? [statement.name.name] : []),
      ...("parameters" in statement ? statement.parameters.filter(isOperator).map(({ name }) => name.name) : []),
    ]),
  );
}
