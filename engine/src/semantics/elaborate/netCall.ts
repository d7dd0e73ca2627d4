/** Nets called like blocks, and variants (`net small = mobilenet_v2(width=0.5)`). */
import { unknownValue, type Value } from "../../base/value.ts";
import type { Declaration } from "../module.ts";
import { childScope } from "../scope.ts";
import { bindParameters, enter } from "./blockCall.ts";
import { evaluate } from "./expression.ts";
import { inputsOf, netStatements } from "./netStatements.ts";
import type { Given, Written } from "./operatorCall.ts";
import { type Context, type Naming, report } from "./state.ts";
import { runStatements } from "./statements.ts";

/** Expands a net inside another: its inputs are the leading parameters, its outputs the results. */
export function callNet(
  context: Context,
  declaration: Declaration & { readonly kind: "net" },
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
  how: Naming,
): readonly Value[] {
  const { elaboration } = context;
  const entered = enter(context, declaration, written, how);
  if (entered === undefined) return [piped[0] ?? unknownValue];
  const { inside, chunks } = entered;
  const names = inputsOf(chunks);
  const inputs = new Map<string, Value>();
  const positional = [...piped, ...given.filter(({ name }) => name === undefined).map(({ value }) => value)];
  for (const name of names) {
    const value = given.find((argument) => argument.name?.name === name)?.value ?? positional.shift();
    if (value === undefined)
      report(context, written.callee, "missing-argument", `\`${declaration.name}\` needs its input \`${name}\`.`);
    inputs.set(name, value ?? unknownValue);
  }
  const rest = given.filter(({ name }) => name !== undefined && !names.includes(name.name));
  const left = positional.map((value) => ({ value, at: written.callee }));
  elaboration.open.push(declaration);
  bindParameters(context, inside, declaration.statement.parameters, written, [], [...left, ...rest]);
  const outputs: Value[] = [];
  if (elaboration.enters(declaration))
    runStatements(inside, chunks, netStatements({ kind: "called", inputs, outputs }));
  elaboration.open.pop();
  elaboration.finishInstance(inside.instance, outputs);
  return outputs.length === 0 ? [unknownValue] : outputs;
}

/** A variant called like a block: its net, with the variant's arguments first of all. */
export function callVariant(
  context: Context,
  declaration: Declaration & { readonly kind: "variant" },
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
  how: Naming,
): readonly Value[] {
  const base = variantOf(context, declaration);
  if (base === undefined) return [piped[0] ?? unknownValue];
  return callNet(context, base.net, written, piped, [...given, ...base.given], how);
}

/** The net that a variant names, through other variants, and the arguments on the way. */
export function variantOf(
  context: Context,
  declaration: Declaration & { readonly kind: "variant" },
): { readonly net: Declaration & { readonly kind: "net" }; readonly given: readonly Given[] } | undefined {
  const given: Given[] = [];
  const seen = new Set<Declaration>();
  let at: Declaration = declaration;
  while (at.kind === "variant") {
    const inside: Context = { ...context, module: at.module, chunk: at.chunk, scope: childScope(undefined) };
    const { value } = at.statement;
    if (seen.has(at)) {
      report(inside, value.at, "recursion", `The variant \`${at.name}\` is made of itself.`);
      return undefined;
    }
    seen.add(at);
    const next =
      value.kind === "call"
        ? findNet(inside, value.callee.name)
        : value.kind === "name"
          ? findNet(inside, value.name)
          : undefined;
    if (next === undefined) {
      report(inside, value.at, "not-a-net", "A variant is made of a net: `net small = big(width=0.5)`.");
      return undefined;
    }
    if (value.kind === "call") {
      for (const argument of value.arguments) {
        const taken = given.some(({ name }) => name?.name === argument.name?.name);
        if (argument.name === undefined)
          report(inside, argument.at, "unnamed-argument", "Arguments of a variant are named.");
        else if (!taken) given.push({ name: argument.name, value: evaluate(inside, argument.value), at: argument.at });
      }
    }
    at = next;
  }
  return at.kind === "net" ? { net: at, given } : undefined;
}

function findNet(context: Context, name: string): Declaration | undefined {
  const { module, elaboration } = context;
  const imported = module.imports.get(name);
  const from = imported === undefined ? undefined : elaboration.program.imported(module, imported.path);
  const found =
    module.declarations.get(name) ??
    (from !== undefined && "declarations" in from && imported !== undefined
      ? from.declarations.get(imported.name)
      : undefined);
  return found?.kind === "net" || found?.kind === "variant" ? found : undefined;
}
