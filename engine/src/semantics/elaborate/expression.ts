/** Expressions: scalars, lists, tensors; everything but calls and pipelines, which have files of their own. */

import { didYouMean, isRefusal } from "../../base/report.ts";
import { bytesOf, isDtype } from "../../base/tensor.ts";
import {
  bool,
  int,
  list,
  nameOfKind,
  noneValue,
  type TensorValue,
  unknownValue,
  type Value,
} from "../../base/value.ts";
import type { Expression } from "../../syntax/ast.ts";
import { attributes } from "../attributes.ts";
import { callableValue, findCallable } from "../callable.ts";
import { lookUp, nearest } from "../scope.ts";
import { arithmetic } from "./arithmetic.ts";
import { evaluateCall } from "./call.ts";
import { conditionOf } from "./condition.ts";
import { checkNames, reportUnknownName } from "./names.ts";
import { evaluatePipeline } from "./pipeline.ts";
import { byBinding, type Context, type Naming, naming, report } from "./state.ts";

/** The value of an expression; of several results the first. Complaints are reported, and what is left is unknown. */
export function evaluate(context: Context, expression: Expression, how: Naming = byBinding): Value {
  return evaluateAll(context, expression, how)[0] ?? unknownValue;
}

/** All results of an expression: a call may have several. */
export function evaluateAll(context: Context, expression: Expression, how: Naming = byBinding): readonly Value[] {
  if (!context.elaboration.step(context, 1, expression.at)) return [unknownValue];
  switch (expression.kind) {
    case "call":
      return evaluateCall(context, expression, [], how);
    case "pipeline":
      return evaluatePipeline(context, expression, how);
    case "conditional": {
      const outcome = conditionOf(context, expression.condition);
      if (outcome === undefined) {
        checkNames(context, expression.then);
        checkNames(context, expression.otherwise);
        return [unknownValue];
      }
      checkNames(context, outcome ? expression.otherwise : expression.then);
      return evaluateAll(context, outcome ? expression.then : expression.otherwise, how);
    }
    case "labelled":
      if (!canCarryLabel(expression.expression)) {
        report(
          context,
          expression.label.at,
          "idle-label",
          `The label \`${expression.label.name}\` names no op.`,
          "Put it before a call.",
        );
      }
      return evaluateAll(context, expression.expression, naming(expression.label));
    default:
      return [evaluateOne(context, expression, how)];
  }
}

function evaluateOne(
  context: Context,
  expression: Exclude<Expression, { kind: "call" | "pipeline" | "conditional" | "labelled" }>,
  how: Naming,
): Value {
  switch (expression.kind) {
    case "number": {
      const { value, isFloat, unit } = expression;
      return unit === undefined ? { kind: "number", value, isFloat } : { kind: "number", value, isFloat, unit };
    }
    case "string":
      return { kind: "string", value: expression.value };
    case "bool":
      return bool(expression.value);
    case "none":
      return noneValue;
    case "name":
      return evaluateName(context, expression.name, expression);
    case "list":
    case "tuple": {
      const items = expression.items.map((item) => evaluate(context, item));
      return { kind: "list", items, isTuple: expression.kind === "tuple" };
    }
    case "range":
      return evaluateRange(context, expression);
    case "unary":
    case "binary":
      return arithmetic(context, expression, how);
    case "index":
      return evaluateIndex(context, expression);
    case "attribute":
      return evaluateAttribute(context, expression);
    case "choose": {
      const help = "Bind it, `k = choose(3, 5, 7)`, so that it has an address.";
      report(context, expression.at, "unbound-choice", "A choice needs a name of its own.", help);
      const [first] = expression.arguments;
      return first === undefined ? unknownValue : evaluate(context, first.value);
    }
    case "broken":
      return unknownValue;
  }
}

function canCarryLabel(expression: Expression): boolean {
  return expression.kind === "call" || expression.kind === "binary" || expression.kind === "unary";
}

function evaluateName(context: Context, name: string, expression: Expression): Value {
  const value = lookUp(context.scope, name);
  if (value !== undefined) return value;
  if (isDtype(name)) return { kind: "dtype", dtype: name };
  const callable = findCallable(context.elaboration.program, context.module, context.scope, name);
  if (!isRefusal(callable)) return callableValue(name, callable);
  if (callable.code !== "silent") reportUnknownName(context, name, expression.at);
  return unknownValue;
}

/** Longer ranges are not unrolled. */
const maximumRange = 1_000_000;

function evaluateRange(context: Context, expression: Expression & { kind: "range" }): Value {
  const from = evaluate(context, expression.from);
  const to = evaluate(context, expression.to);
  if (from.kind === "unknown" || to.kind === "unknown") return unknownValue;
  if (
    from.kind !== "number" ||
    to.kind !== "number" ||
    typeof from.value !== "number" ||
    typeof to.value !== "number"
  ) {
    report(context, expression.at, "bad-range", "Both ends of a range must be plain numbers.");
    return unknownValue;
  }
  // `range 0..1` of an input may have ends that are not whole: then it is a pair.
  if (!Number.isInteger(from.value) || !Number.isInteger(to.value)) return list([from, to]);
  const length = Math.max(0, to.value - from.value);
  if (length > maximumRange || !context.elaboration.step(context, length, expression.at)) {
    report(context, expression.at, "too-large", `This range has ${length} entries; ${maximumRange} is the most.`);
    return unknownValue;
  }
  const start = from.value;
  return list(Array.from({ length }, (_, i) => int(start + i)));
}

function evaluateIndex(context: Context, expression: Expression & { kind: "index" }): Value {
  const target = evaluate(context, expression.target);
  const indices = expression.items.map((item) => evaluate(context, item));
  const [index] = indices;
  if (target.kind === "unknown" || index?.kind === "unknown") return unknownValue;
  if (target.kind !== "list") {
    report(
      context,
      expression.at,
      "not-a-list",
      `Only lists and shapes are indexed; this is ${nameOfKind(target)}.`,
      "Take a part of a tensor with `slice` or `gather`.",
    );
    return unknownValue;
  }
  if (
    indices.length !== 1 ||
    index?.kind !== "number" ||
    typeof index.value !== "number" ||
    !Number.isInteger(index.value)
  ) {
    report(context, expression.at, "bad-index", "An index must be one plain int.");
    return unknownValue;
  }
  const at = index.value < 0 ? target.items.length + index.value : index.value;
  const item = target.items[at];
  if (item === undefined) {
    report(
      context,
      expression.at,
      "bad-index",
      `The list has ${target.items.length} entries; there is no entry ${index.value}.`,
    );
    return unknownValue;
  }
  return item;
}

const attributeNames = attributes.map(({ name }) => name);

function evaluateAttribute(context: Context, expression: Expression & { kind: "attribute" }): Value {
  const target = evaluate(context, expression.target);
  if (target.kind === "unknown") return unknownValue;
  const { name, at } = expression.name;
  if (target.kind !== "tensor") {
    report(context, at, "no-attribute", `Only tensors have attributes; this is ${nameOfKind(target)}.`);
    return unknownValue;
  }
  if (!attributeNames.includes(name)) {
    const suggestion = nearest(name, attributeNames);
    const help = suggestion === undefined ? `There are ${attributeNames.join(", ")}.` : didYouMean(suggestion);
    report(context, at, "no-attribute", `A tensor has no attribute \`${name}\`.`, help);
    return unknownValue;
  }
  const value = attribute(target, name);
  if (value === undefined && target.type.shape !== undefined) {
    report(context, at, "no-attribute", `A tensor of rank ${target.type.shape.length} has no ${name}.`);
  }
  return value ?? unknownValue;
}

function attribute({ type }: TensorValue, name: string): Value | undefined {
  const { shape } = type;
  if (name === "dtype") return { kind: "dtype", dtype: type.dtype };
  if (shape === undefined) return undefined;
  const dim = (index: number) => {
    const found = shape.at(index);
    return found === undefined || shape.length <= index ? undefined : int(found);
  };
  switch (name) {
    case "shape":
      return list(shape.map(int));
    case "rank":
      return int(shape.length);
    case "bytes":
      return { kind: "number", value: bytesOf(type), isFloat: false, unit: "bytes" };
    case "channels":
      return dim(1);
    case "height":
      return shape.length >= 4 ? dim(-2) : undefined;
    case "width":
      return shape.length >= 3 ? dim(-1) : undefined;
    case "features":
      return dim(-1);
    default:
      return undefined;
  }
}
