/** Calls of blocks and fns: arguments to parameters, then the body in a scope of its own. */
import { didYouMean } from "../../base/report.ts";
import { unknownValue, type Value } from "../../base/value.ts";
import type { CallExpression, CallStage, FunctionDeclaration, ParameterDeclaration, Range } from "../../syntax/ast.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import { callableOf } from "../callable.ts";
import type { Declaration, Module } from "../module.ts";
import { childScope, nearest, type Scope } from "../scope.ts";
import { evaluate } from "./expression.ts";
import type { Given, Written } from "./operatorCall.ts";
import { type Context, Names, type Naming, pathOf, report, siteAt } from "./state.ts";
import { runStatements } from "./statements.ts";
import { misfit, takesTensor } from "./types.ts";

/** Expands a block: a new instance, its parameters bound, its statements run up to `return`. */
export function callBlock(
  context: Context,
  declaration: Declaration & { readonly kind: "block" },
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
  how: Naming,
): readonly Value[] {
  const { elaboration } = context;
  const { statement } = declaration;
  const entered = enter(context, declaration, written, how);
  if (entered === undefined) return [piped[0] ?? unknownValue];
  const { inside, chunks } = entered;
  elaboration.open.push(declaration);
  bindParameters(context, inside, statement.parameters, written, piped, given);
  const returned = elaboration.enters(declaration) ? runStatements(inside, chunks) : [unknownValue];
  elaboration.open.pop();
  if (returned === undefined) {
    report(
      inside,
      statement.name.at,
      "missing-return",
      `\`${declaration.name}\` gives nothing back.`,
      "End it with `return …`.",
    );
  }
  const results = returned ?? piped.slice(0, 1);
  elaboration.finishInstance(inside.instance, results);
  return results;
}

/**
 * A new instance of a block or net, and the place to run its statements in. Undefined where it has no body, contains itself
 * (reported), or is one too many.
 */
export function enter(
  context: Context,
  declaration: Declaration & { readonly kind: "block" | "net" },
  written: Written,
  how: Naming,
): { readonly inside: Context; readonly chunks: readonly SourceChunk[] } | undefined {
  const { elaboration } = context;
  const { statement, module, chunk } = declaration;
  const body = statement.body === undefined ? undefined : chunk.bodies[statement.body];
  const first = elaboration.open.indexOf(declaration);
  if (first !== -1) {
    const cycle = [...elaboration.open.slice(first), declaration].map(({ name }) => name).join(" → ");
    const message = `A ${declaration.kind} cannot contain itself: ${cycle}.`;
    report(context, written.callee, "recursion", message, "Use `repeat` for a number of copies.");
    return undefined;
  }
  if (body === undefined || !elaboration.step(context, 200, written.callee)) return undefined;
  const instance = elaboration.addInstance({
    path: pathOf(context, how, written.name),
    kind: "block",
    name: declaration.name,
    parent: context.instance,
    place: siteAt(context, written.callee),
    declaration: declaration.place,
    annotations: written.annotations,
  });
  const scope = childScope(undefined);
  const inside = { elaboration, module, chunk, scope, instance, names: new Names(), binding: undefined };
  return { inside, chunks: body.chunks };
}

/** Evaluates a fn: an expression over its parameters and what was declared before it. */
export function callFunction(
  context: Context,
  fn: {
    readonly statement: FunctionDeclaration;
    readonly scope: Scope | undefined;
    readonly module: Module;
    readonly chunk: SourceChunk;
  },
  call: CallExpression | CallStage,
  piped: readonly Value[],
  given: readonly Given[],
): Value {
  const { elaboration } = context;
  const { statement } = fn;
  if (elaboration.openFunctions.has(statement)) {
    const message = `\`${statement.name.name}\` calls itself.`;
    report(context, call.callee.at, "recursion", message, "A fn must end: use `repeat` or a list.");
    return unknownValue;
  }
  if (!elaboration.step(context, 30, call.callee.at)) return unknownValue;
  const inside: Context = { ...context, module: fn.module, chunk: fn.chunk, scope: childScope(fn.scope) };
  const written = { name: call.callee.name, callee: call.callee.at, whole: call.at, annotations: [] };
  bindParameters(context, inside, statement.parameters, written, piped, given);
  elaboration.openFunctions.add(statement);
  const value = evaluate(inside, statement.value);
  elaboration.openFunctions.delete(statement);
  return value;
}

/** Leading arguments by position, the rest by name, defaults for what is missing. Complaints stand at the call. */
export function bindParameters(
  caller: Context,
  inside: Context,
  parameters: readonly ParameterDeclaration[],
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
): void {
  const tensors = parameters.filter((parameter) => takesTensor(parameter.type, parameter.default !== undefined));
  const spread = tensors.length > 0 ? piped.slice(0, tensors.length) : piped;
  const positional: { value: Value; at: Range }[] = [
    ...spread.map((value) => ({ value, at: written.callee })),
    ...given.filter(({ name }) => name === undefined),
  ];
  const named = new Map<string, Given>();
  for (const argument of given) {
    if (argument.name === undefined) continue;
    const { name, at } = argument.name;
    if (parameters.some((parameter) => parameter.name.name === name)) named.set(name, argument);
    else {
      const suggestion = nearest(
        name,
        parameters.map((parameter) => parameter.name.name),
      );
      const help = suggestion === undefined ? undefined : didYouMean(suggestion);
      report(caller, at, "unknown-argument", `\`${written.name}\` has no argument \`${name}\`.`, help);
    }
  }
  for (const parameter of parameters) {
    const { name } = parameter.name;
    const argument = named.get(name) ?? positional.shift();
    bindParameter(caller, inside, parameter, argument, written);
  }
  const [surplus] = positional;
  if (surplus !== undefined) {
    report(caller, surplus.at, "too-many-arguments", `\`${written.name}\` takes ${parameters.length} arguments.`);
  }
}

function bindParameter(
  caller: Context,
  inside: Context,
  parameter: ParameterDeclaration,
  argument: { readonly value: Value; readonly at: Range } | undefined,
  written: Written,
): void {
  const { name } = parameter.name;
  let value: Value;
  if (argument !== undefined) value = argument.value;
  else if (parameter.default !== undefined) value = evaluate(inside, parameter.default);
  else {
    value = unknownValue;
    report(caller, written.callee, "missing-argument", `\`${written.name}\` needs \`${name}\`.`, `Add \`${name}=…\`.`);
  }
  const reason = parameter.type === undefined ? undefined : misfit(inside, parameter.type, value);
  if (reason !== undefined) {
    const isGuess = value.kind === "tensor" && caller.elaboration.isGuess(value);
    if (!isGuess) {
      report(
        caller,
        argument?.at ?? written.callee,
        "bad-argument",
        `\`${name}\` of \`${written.name}\` does not fit: ${reason}.`,
      );
    }
    if (value.kind !== "tensor") value = unknownValue;
  }
  if (value.kind === "callable") inside.scope.callables.set(name, callableOf(value));
  inside.scope.values.set(name, value);
  inside.elaboration.bound.push({ name, place: siteAt(inside, parameter.name.at), value, instance: inside.instance });
}
