/** Scopes as the text alone tells them: which definition a name means at a place. */
import type { Span } from "../../base/span.ts";
import { isDtype } from "../../base/tensor.ts";
import { operatorsByName } from "../../operators/index.ts";
import type { Expression } from "../../syntax/ast.ts";
import { builtins } from "../builtins.ts";
import type { NameDefinition, Target } from "./occurrence.ts";

export interface Scope {
  readonly values: Map<string, NameDefinition>;
  /** Local fns, and values that stand for an operator or block. */
  readonly callables: Map<string, NameDefinition>;
  /** What the file declares and imports. */
  readonly file: ReadonlyMap<string, Target>;
  readonly parent: Scope | undefined;
  /** The braces that it ends with; undefined: with its declaration. */
  readonly span: Span | undefined;
}

export function fileScope(file: ReadonlyMap<string, Target>): Scope {
  return { values: new Map(), callables: new Map(), file, parent: undefined, span: undefined };
}

export function childScope(parent: Scope, span = parent.span): Scope {
  return { values: new Map(), callables: new Map(), file: parent.file, parent, span };
}

/** The value that a name stands for. */
export function valueIn(scope: Scope, name: string): NameDefinition | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.values.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a name stands for that is called; undefined where it is an operator of the catalogue or not known. */
export function callableIn(scope: Scope, name: string): Target | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.callables.get(name);
    if (found !== undefined) return found;
  }
  const known = scope.file.get(name);
  if (known !== undefined || isShipped(name)) return known;
  // A parameter without a type may be given a block.
  const value = valueIn(scope, name);
  return value?.kind === "parameter" ? value : undefined;
}

/** Whether an expression plainly stands for an operator or block. */
export function isCallable(scope: Scope, expression: Expression | undefined): boolean {
  switch (expression?.kind) {
    case "conditional":
      return isCallable(scope, expression.then) || isCallable(scope, expression.otherwise);
    case "name": {
      const { name } = expression;
      const value = valueIn(scope, name);
      if (value !== undefined) return callableIn(scope, name) === value;
      return !isDtype(name) && (callableIn(scope, name) !== undefined || isShipped(name));
    }
    default:
      return false;
  }
}

/** Whether a value is plainly known before any data flows. Of what other files declare, fns alone go without tensors. */
export function isSettled(scope: Scope, node: Expression): boolean {
  const all = (nodes: readonly Expression[]) => nodes.every((each) => isSettled(scope, each));
  switch (node.kind) {
    case "number":
    case "string":
    case "bool":
    case "attribute":
    case "choose":
      return true;
    case "name":
      return valueIn(scope, node.name)?.isSettled === true;
    case "list":
    case "tuple":
      return all(node.items);
    case "unary":
      return isSettled(scope, node.operand);
    case "binary":
      return all([node.first, ...node.rest.map(({ operand }) => operand)]);
    case "range":
      return all([node.from, node.to]);
    case "conditional":
      return all([node.then, node.otherwise]);
    case "index":
      return isSettled(scope, node.target);
    case "call": {
      const { name, foreign } = node.callee;
      if (foreign !== undefined) return false;
      const called = callableIn(scope, name);
      if (called === undefined) return builtins.has(name);
      return called.kind === "fn" || (called.kind === "imported" && all(node.arguments.map(({ value }) => value)));
    }
    default:
      return false;
  }
}

/** Whether the catalogue has an operator or function of this name. */
export function isShipped(name: string): boolean {
  return operatorsByName.has(name) || builtins.has(name);
}
