/** Blocks that no net uses are not elaborated; names in them are checked all the same. */
import type { FileReport } from "../../base/report.ts";
import { unknownValue } from "../../base/value.ts";
import type { Program } from "../callable.ts";
import type { Declaration } from "../module.ts";
import { childScope } from "../scope.ts";
import { evaluate } from "./expression.ts";
import { type Context, Elaboration, Names } from "./state.ts";
import { runStatements } from "./statements.ts";

/**
 * Runs a block on nothing: whatever depends on its arguments is unknown and silent, and misspelt names are reported. What it
 * calls is entered once, over all dry runs that share `entered`.
 */
export function dryRun(
  program: Program,
  block: Declaration & { readonly kind: "block" },
  entered: Set<Declaration>,
): readonly FileReport[] {
  const elaboration = new Elaboration(program, { entered });
  const { statement, module, chunk, place } = block;
  const body = statement.body === undefined ? undefined : chunk.bodies[statement.body];
  elaboration.addInstance({ path: "", kind: "net", name: block.name, parent: undefined, place, declaration: place });
  const scope = childScope(undefined);
  const context: Context = { elaboration, module, chunk, scope, instance: 0, names: new Names(), binding: undefined };
  for (const parameter of statement.parameters) {
    const value = parameter.default === undefined ? unknownValue : evaluate(context, parameter.default);
    // A default is only one of the values that the block may be given.
    scope.values.set(parameter.name.name, value.kind === "callable" ? value : unknownValue);
    if (parameter.type?.name === "op") scope.callables.set(parameter.name.name, { kind: "unknown" });
    for (const dim of parameter.type?.dims ?? []) if (dim?.kind === "name") scope.values.set(dim.name, unknownValue);
  }
  elaboration.open.push(block);
  elaboration.enters(block);
  runStatements(context, body?.chunks ?? []);
  return elaboration.reports;
}
