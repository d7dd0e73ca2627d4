/** Conditions: they must have one outcome, for every value that symbolic dims may take. */
import {
  type Bounds,
  boundsOfDim,
  type Dim,
  equalDims,
  formatDim,
  isKnown,
  isUnknown,
  subDim,
} from "../../base/dim.ts";
import { nameOfKind } from "../../base/value.ts";
import type { BinaryOperator, Expression } from "../../syntax/ast.ts";
import { evaluate } from "./expression.ts";
import { type Context, report } from "./state.ts";

/** The outcome, or undefined where there is none (reported, unless the cause has been). */
export function conditionOf(context: Context, condition: Expression): boolean | undefined {
  const value = evaluate(context, condition);
  if (value.kind === "bool") return value.value;
  if (value.kind !== "unknown") {
    report(
      context,
      condition.at,
      "not-a-bool",
      `A condition must be true or false; this is ${nameOfKind(value)}.`,
      "Compare it with something.",
    );
  }
  return undefined;
}

/** The bounds of the dims declared so far. */
export function boundsOfSymbols(context: Context): ReadonlyMap<string, Bounds> {
  return new Map(context.elaboration.dims.map(({ name, low, high }) => [name, { low, high }]));
}

/** Compares two dims. Undefined and a report where symbolic dims leave both outcomes open. */
export function compareDims(
  context: Context,
  operator: BinaryOperator,
  a: Dim,
  b: Dim,
  expression: Expression,
): boolean | undefined {
  if (isKnown(a) && isKnown(b)) return compareNumbers(operator, a, b);
  if (isUnknown(a) || isUnknown(b)) return undefined;
  if (equalDims(a, b)) return compareNumbers(operator, 0, 0);
  const { low, high } = boundsOfDim(subDim(a, b), boundsOfSymbols(context));
  const atLow = compareNumbers(operator, low, 0);
  const atHigh = compareNumbers(operator, high, 0);
  const isEquality = operator === "==" || operator === "!=";
  // An equality is decided only where zero lies outside the bounds of the difference.
  if (atLow === atHigh && (!isEquality || low > 0 || high < 0)) return atLow;
  report(
    context,
    expression.at,
    "symbolic-condition",
    `Whether \`${formatDim(a)} ${operator} ${formatDim(b)}\` depends on the value of a symbolic dim.`,
    "Narrow the dim with `dim … in [low, high]`, or make it a plain int parameter.",
  );
  return undefined;
}

export function compareNumbers(operator: BinaryOperator, a: number, b: number): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "==":
      return a === b;
    default:
      return a !== b;
  }
}
