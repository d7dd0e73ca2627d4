/** Calls: finds what a name stands for and hands over to what knows how to call it. */
import { isRefusal } from "../../base/report.ts";
import { type TensorValue, unknownValue, type Value } from "../../base/value.ts";
import type { CallExpression, CallStage } from "../../syntax/ast.ts";
import { type Callable, findCallable } from "../callable.ts";
import { readAnnotations, refuseAnnotations } from "./annotate.ts";
import { callBlock, callFunction } from "./blockCall.ts";
import { callDeclared } from "./declaredCall.ts";
import { evaluate } from "./expression.ts";
import { callNet, callVariant } from "./netCall.ts";
import { callForeign, callOperator, type Given } from "./operatorCall.ts";
import { type Context, type Naming, report, reportRefusal } from "./state.ts";

/** A call as an expression or a stage; `piped` is what the pipeline brings. */
export function evaluateCall(
  context: Context,
  call: CallExpression | CallStage,
  piped: readonly Value[],
  how: Naming,
): readonly Value[] {
  const given = call.arguments.map((argument): Given => {
    const value = evaluate(context, argument.value);
    return argument.name === undefined ? { value, at: argument.at } : { name: argument.name, value, at: argument.at };
  });
  if (call.callee.foreign !== undefined) {
    const { name, at, foreign } = call.callee;
    const annotations = readAnnotations(context, call.annotations);
    const written = { name, callee: at, whole: call.at, annotations };
    const results = context.asked?.callee === call.callee ? context.asked.results : 1;
    return callForeign(context, { name, domain: foreign.domain, results }, written, piped, given, how);
  }
  const callable = findCallable(context.elaboration.program, context.module, context.scope, call.callee.name);
  if (isRefusal(callable)) {
    reportRefusal(context, call.callee.at, callable);
    return [firstTensor(context, piped)];
  }
  return evaluateCallable(context, callable, call, piped, given, how);
}

function evaluateCallable(
  context: Context,
  callable: Callable,
  call: CallExpression | CallStage,
  piped: readonly Value[],
  given: readonly Given[],
  how: Naming,
): readonly Value[] {
  const annotations = holdsOps(callable)
    ? readAnnotations(context, call.annotations)
    : refuseAnnotations(context, call.annotations, `\`${call.callee.name}\``);
  const written = { name: call.callee.name, callee: call.callee.at, whole: call.at, annotations };
  switch (callable.kind) {
    case "operator": {
      const values = [...piped, ...given.map(({ value }) => value)];
      const isScalar = callable.builtin !== undefined && !values.some(holdsTensor);
      if (isScalar && callable.builtin !== undefined)
        return [callBuiltin(context, callable.builtin, call, piped, given)];
      return callOperator(context, callable.operator, written, piped, given, how);
    }
    case "builtin":
      return [callBuiltin(context, callable.builtin, call, piped, given)];
    case "unknown":
      return [unknownValue];
    case "local":
      return [callFunction(context, callable, call, piped, given)];
    case "declared": {
      const { declaration } = callable;
      switch (declaration.kind) {
        case "block":
          return callBlock(context, declaration, written, piped, given, how);
        case "fn":
          return [callFunction(context, { ...declaration, scope: undefined }, call, piped, given)];
        case "net":
          return callNet(context, declaration, written, piped, given, how);
        case "variant":
          return callVariant(context, declaration, written, piped, given, how);
        case "op":
          return callDeclared(context, declaration, written, piped, given, how);
      }
    }
  }
}

/** Whether calling it makes ops that annotations can hold for. */
function holdsOps(callable: Callable): boolean {
  return callable.kind === "operator" || (callable.kind === "declared" && callable.declaration.kind !== "fn");
}

function holdsTensor(value: Value): boolean {
  return value.kind === "tensor" || (value.kind === "list" && value.items.some((item) => item.kind === "tensor"));
}

/** The first tensor among the values, as a guess at the result of something that is not understood. */
function firstTensor(context: Context, values: readonly Value[]): Value {
  const first = values.find((value): value is TensorValue => value.kind === "tensor");
  return first === undefined ? unknownValue : context.elaboration.guess(first);
}

function callBuiltin(
  context: Context,
  builtin: Extract<Callable, { kind: "builtin" }>["builtin"],
  call: CallExpression | CallStage,
  piped: readonly Value[],
  given: readonly Given[],
): Value {
  for (const { name } of given) {
    if (name !== undefined)
      report(context, name.at, "unknown-argument", `\`${builtin.name}\` takes its arguments by position.`);
  }
  const values = [...piped, ...given.map(({ value }) => value)];
  if (values.some((value) => value.kind === "unknown")) return unknownValue;
  if (values.length > builtin.maximum) {
    report(
      context,
      call.callee.at,
      "too-many-arguments",
      `\`${builtin.name}\` takes ${builtin.maximum} arguments; here are ${values.length}.`,
    );
    return unknownValue;
  }
  const result = builtin.apply(values);
  if (!isRefusal(result)) return result;
  reportRefusal(context, call.callee.at, { ...result, message: `\`${builtin.name}\`: ${result.message}` });
  return unknownValue;
}
