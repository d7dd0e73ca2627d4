/** Names in what is not elaborated: the arm of an `if` that is not taken is still checked for them. */

import { didYouMean, isRefusal } from "../../base/report.ts";
import { isDtype } from "../../base/tensor.ts";
import type { Argument, Callee, Expression, Range, Stage } from "../../syntax/ast.ts";
import { findCallable } from "../callable.ts";
import { lookUp, namesInScope, nearest } from "../scope.ts";
import { type Context, report, reportRefusal } from "./state.ts";

/** Reports every unknown name in an expression, without evaluating it. */
export function checkNames(context: Context, expression: Expression): void {
  switch (expression.kind) {
    case "name":
      checkName(context, expression.name, expression.at);
      break;
    case "list":
    case "tuple":
      for (const item of expression.items) checkNames(context, item);
      break;
    case "unary":
      checkNames(context, expression.operand);
      break;
    case "binary":
      checkNames(context, expression.first);
      for (const { operand } of expression.rest) checkNames(context, operand);
      break;
    case "range":
      checkNames(context, expression.from);
      checkNames(context, expression.to);
      break;
    case "conditional":
      checkNames(context, expression.condition);
      checkNames(context, expression.then);
      checkNames(context, expression.otherwise);
      break;
    case "index":
      checkNames(context, expression.target);
      for (const item of expression.items) checkNames(context, item);
      break;
    case "attribute":
      checkNames(context, expression.target);
      break;
    case "call":
      checkCall(context, expression.callee, expression.arguments);
      break;
    case "choose":
      for (const argument of expression.arguments) checkNames(context, argument.value);
      break;
    case "pipeline":
      checkNames(context, expression.head);
      for (const stage of expression.stages) checkStage(context, stage);
      break;
    case "labelled":
      checkNames(context, expression.expression);
      break;
    default:
      break;
  }
}

export function checkStage(context: Context, stage: Stage): void {
  switch (stage.kind) {
    case "call":
      checkCall(context, stage.callee, stage.arguments);
      break;
    case "repeat":
    case "collect":
      // What stands in the braces may use names that only the repetition binds.
      checkNames(context, stage.source);
      break;
    case "conditional":
      checkNames(context, stage.condition);
      for (const inner of [...stage.then, ...stage.otherwise]) checkStage(context, inner);
      break;
    case "broken":
      break;
  }
}

function checkCall(context: Context, callee: Callee, args: readonly Argument[]): void {
  if (callee.foreign === undefined) {
    const callable = findCallable(context.elaboration.program, context.module, context.scope, callee.name);
    if (isRefusal(callable)) reportRefusal(context, callee.at, callable);
  }
  for (const argument of args) checkNames(context, argument.value);
}

function checkName(context: Context, name: string, at: Range): void {
  if (lookUp(context.scope, name) !== undefined || isDtype(name)) return;
  const callable = findCallable(context.elaboration.program, context.module, context.scope, name);
  if (isRefusal(callable) && callable.code !== "silent") reportUnknownName(context, name, at);
}

export function reportUnknownName(context: Context, name: string, at: Range): void {
  const suggestion = nearest(name, namesInScope(context.scope));
  const help = suggestion === undefined ? "Bind it above, or declare it as a parameter." : didYouMean(suggestion);
  report(context, at, "unknown-name", `Nothing here is called \`${name}\`.`, help);
}
