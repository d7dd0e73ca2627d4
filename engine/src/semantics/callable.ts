/** Everything that can be called by a name, and how a name is found. */
import { didYouMean, isRefusal, type Refusal, refuse } from "../base/report.ts";
import type { CallableValue } from "../base/value.ts";
import { operatorsByName } from "../operators/index.ts";
import type { Operator } from "../operators/operator.ts";
import type { FunctionDeclaration } from "../syntax/ast.ts";
import type { SourceChunk } from "../syntax/read.ts";
import { type Builtin, builtins } from "./builtins.ts";
import type { Declaration, Module } from "./module.ts";
import { lookUpCallable, nearest, type Scope } from "./scope.ts";

export type Callable =
  | { readonly kind: "operator"; readonly operator: Operator; readonly builtin: Builtin | undefined }
  | { readonly kind: "builtin"; readonly builtin: Builtin }
  /** A parameter of type op whose argument is not known. */
  | { readonly kind: "unknown" }
  | { readonly kind: "declared"; readonly declaration: Declaration }
  /** A fn inside a net or block: it sees the values declared before it. */
  | {
      readonly kind: "local";
      readonly statement: FunctionDeclaration;
      readonly scope: Scope;
      readonly module: Module;
      readonly chunk: SourceChunk;
    };

/** The files that a net may draw on. */
export interface Program {
  /** The module that `path`, as written in `from`, names; or why there is none. */
  imported(from: Module, path: string): Module | Refusal;
}

/**
 * Finds a callable: parameters and local fns, then the file's own declarations, its imports, the catalogue, the built-in
 * functions. So a new operator never breaks an old file. Refuses an unknown name with the nearest known one.
 */
export function findCallable(
  program: Program,
  module: Module,
  scope: Scope | undefined,
  name: string,
): Callable | Refusal {
  const local = lookUpCallable(scope, name);
  if (local !== undefined) return local;
  const own = module.declarations.get(name);
  if (own !== undefined) return { kind: "declared", declaration: own };
  const imported = module.imports.get(name);
  if (imported !== undefined) {
    const from = program.imported(module, imported.path);
    // The import itself has said so already.
    if (isRefusal(from)) return refuse("silent", from.message);
    const declaration = from.declarations.get(imported.name);
    return declaration === undefined ? refuse("silent", "not declared there") : { kind: "declared", declaration };
  }
  return findShipped(name) ?? unknownCallable(module, scope, name);
}

function findShipped(name: string): Callable | undefined {
  const operator = operatorsByName.get(name);
  const builtin = builtins.get(name);
  if (operator !== undefined) return { kind: "operator", operator, builtin };
  return builtin === undefined ? undefined : { kind: "builtin", builtin };
}

function unknownCallable(module: Module, scope: Scope | undefined, name: string): Refusal {
  const suggestion = nearest(name, callableNames(module, scope));
  return refuse("unknown-operator", `There is no operator, block or function called \`${name}\`.`, {
    help: suggestion === undefined ? "Declare a block of that name, or import it." : didYouMean(suggestion),
  });
}

/** Every name that can be called here. */
export function callableNames(module: Module, scope: Scope | undefined): string[] {
  const names: string[] = [];
  for (let at = scope; at !== undefined; at = at.parent) names.push(...at.callables.keys());
  return [
    ...names,
    ...module.declarations.keys(),
    ...module.imports.keys(),
    ...operatorsByName.keys(),
    ...builtins.keys(),
  ];
}

export function callableValue(name: string, callable: Callable): CallableValue {
  return { kind: "callable", name, callable };
}

export function callableOf(value: CallableValue): Callable {
  // Only `callableValue` makes these; the field is `unknown` because base must not know of declarations.
  return value.callable as Callable;
}
