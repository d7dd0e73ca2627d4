/** Operators written as signs: on scalars they compute, on tensors they become ops (`add`, `sub`, `mul`, `div`, …). */
import {
  addDim,
  type Dim,
  divideDim,
  floorDivDim,
  isKnown,
  isUnknown,
  mulDim,
  powDim,
  subDim,
  tooLarge,
} from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import { bool, type NumberValue, nameOfKind, unknownValue, type Value } from "../../base/value.ts";
import { operatorsByName } from "../../operators/index.ts";
import type { BinaryExpression, BinaryOperator, Expression, Range } from "../../syntax/ast.ts";
import { compareDims, compareNumbers } from "./condition.ts";
import { evaluate } from "./expression.ts";
import { applyOperator } from "./operatorCall.ts";
import { byBinding, type Context, type Naming, report, reportRefusal } from "./state.ts";

const operatorNames: Readonly<Partial<Record<BinaryOperator, string>>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "**": "pow",
  "<": "less",
  "<=": "less_or_equal",
  ">": "greater",
  ">=": "greater_or_equal",
  "==": "equal",
  "!=": "not_equal",
};

const comparisons: ReadonlySet<BinaryOperator> = new Set(["<", "<=", ">", ">=", "==", "!="]);

export function arithmetic(
  context: Context,
  expression: BinaryExpression | (Expression & { kind: "unary" }),
  how: Naming,
): Value {
  if (expression.kind === "unary") return unary(context, expression, how);
  let left = evaluate(context, expression.first);
  let isComparison = false;
  for (const [index, { operator, at, operand }] of expression.rest.entries()) {
    if (operator === "and" || operator === "or") {
      const decided = logical(context, operator, left, expression.first);
      if (decided !== undefined) return decided;
      left = evaluate(context, operand);
      if (left.kind !== "bool" && left.kind !== "unknown") return notBool(context, operand, left);
      continue;
    }
    const right = evaluate(context, operand);
    const isLast = index === expression.rest.length - 1;
    if (left.kind === "tensor" || right.kind === "tensor") {
      left = onTensors(context, operator, at, [left, right], isLast ? how : byBinding);
    } else if (isComparison) {
      report(context, at, "chained-comparison", "Comparisons are not chained.", "Join two comparisons with `and`.");
      return unknownValue;
    } else left = onScalars(context, operator, left, right, expression, at);
    isComparison = left.kind === "bool";
  }
  return left;
}

function unary(context: Context, expression: Expression & { kind: "unary" }, how: Naming): Value {
  const operand = evaluate(context, expression.operand);
  if (operand.kind === "unknown") return unknownValue;
  if (expression.operator === "not") {
    return operand.kind === "bool" ? bool(!operand.value) : notBool(context, expression.operand, operand);
  }
  if (operand.kind === "tensor") {
    const negate = operatorsByName.get("neg");
    const at = { first: expression.at.first, last: expression.at.first };
    if (negate !== undefined) return applyOperator(context, negate, "neg", [operand], at, how);
  }
  if (operand.kind === "number") {
    // Not as a dim: floats go beyond 2^53.
    return { ...operand, value: isKnown(operand.value) ? 0 - operand.value : mulDim(operand.value, -1) };
  }
  report(context, expression.at, "bad-operand", `\`-\` needs a number or a tensor; this is ${nameOfKind(operand)}.`);
  return unknownValue;
}

/** The outcome where the left operand decides it; undefined where the right one does. */
function logical(context: Context, operator: "and" | "or", left: Value, expression: Expression): Value | undefined {
  if (left.kind === "unknown") return unknownValue;
  if (left.kind !== "bool") return notBool(context, expression, left);
  return left.value === (operator === "or") ? left : undefined;
}

function notBool(context: Context, expression: Expression, value: Value): Value {
  report(context, expression.at, "not-a-bool", `This must be true or false; it is ${nameOfKind(value)}.`);
  return unknownValue;
}

function onTensors(
  context: Context,
  operator: BinaryOperator,
  at: Range,
  operands: readonly [Value, Value],
  how: Naming,
): Value {
  const name = operatorNames[operator];
  const definition = name === undefined ? undefined : operatorsByName.get(name);
  if (name === undefined || definition === undefined) {
    report(context, at, "bad-operand", `\`${operator}\` does not work on tensors.`);
    return operands.find((operand) => operand.kind === "tensor") ?? unknownValue;
  }
  return applyOperator(context, definition, name, operands, at, how);
}

function onScalars(
  context: Context,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  expression: Expression,
  at: Range,
): Value {
  if (left.kind === "unknown" || right.kind === "unknown") return unknownValue;
  if (left.kind === "number" && right.kind === "number") {
    if (comparisons.has(operator)) {
      return comparison(context, operator, left, right, expression);
    }
    const result = compute(operator, left, right);
    if (!isRefusal(result)) return result;
    reportRefusal(context, at, result);
    return unknownValue;
  }
  if (operator === "==" || operator === "!=") {
    const equal = sameValue(left, right);
    return bool(equal === (operator === "=="));
  }
  if (operator === "+" && left.kind === "list" && right.kind === "list") {
    if (!context.elaboration.step(context, left.items.length + right.items.length, at)) return unknownValue;
    return { kind: "list", items: [...left.items, ...right.items], isTuple: left.isTuple && right.isTuple };
  }
  report(context, at, "bad-operand", `\`${operator}\` does not work on ${nameOfKind(left)} and ${nameOfKind(right)}.`);
  return unknownValue;
}

function comparison(
  context: Context,
  operator: BinaryOperator,
  left: NumberValue,
  right: NumberValue,
  expression: Expression,
): Value {
  if (left.unit !== right.unit) {
    report(context, expression.at, "wrong-unit", `${capital(nameOfKind(left))} is compared with ${nameOfKind(right)}.`);
    return unknownValue;
  }
  const outcome =
    isKnown(left.value) && isKnown(right.value)
      ? compareNumbers(operator, left.value, right.value)
      : compareDims(context, operator, left.value, right.value, expression);
  return outcome === undefined ? unknownValue : bool(outcome);
}

function compute(operator: BinaryOperator, left: NumberValue, right: NumberValue): NumberValue | Refusal {
  const unit = resultUnit(operator, left, right);
  if (isRefusal(unit)) return unit;
  const isFloat =
    operator === "/" || left.isFloat || right.isFloat || (operator === "**" && isKnown(right.value) && right.value < 0);
  const value = isFloat ? floatResult(operator, left.value, right.value) : intResult(operator, left.value, right.value);
  if (isRefusal(value)) return value;
  if (value === tooLarge || value === -tooLarge)
    return refuse("number-too-large", "The result is beyond 2^53, where integers stop being exact.");
  return { kind: "number", value, isFloat, ...(unit.unit !== undefined && { unit: unit.unit }) };
}

function resultUnit(
  operator: BinaryOperator,
  left: NumberValue,
  right: NumberValue,
): Pick<NumberValue, "unit"> | Refusal {
  if (left.unit === right.unit && left.unit === undefined) return {};
  if ((operator === "+" || operator === "-") && left.unit === right.unit) return left;
  if (operator === "*" && (left.unit === undefined || right.unit === undefined))
    return left.unit === undefined ? right : left;
  if ((operator === "/" || operator === "//") && right.unit === undefined) return left;
  if ((operator === "/" || operator === "//") && left.unit === right.unit) return {};
  return refuse("wrong-unit", `\`${operator}\` does not work on ${nameOfKind(left)} and ${nameOfKind(right)}.`);
}

function intResult(operator: BinaryOperator, a: Dim, b: Dim): Dim | Refusal {
  switch (operator) {
    case "+":
      return addDim(a, b);
    case "-":
      return subDim(a, b);
    case "*":
      return mulDim(a, b);
    case "//":
      return b === 0 ? divisionByZero() : floorDivDim(a, b);
    default:
      if (!isKnown(b)) return refuse("symbolic-arithmetic", "An exponent must be a plain number.");
      if (!isKnown(a) && b > 8)
        return refuse("symbolic-arithmetic", "A symbolic dim can be raised to the power of 8 at most.");
      return powDim(a, b);
  }
}

function floatResult(operator: BinaryOperator, a: Dim, b: Dim): Dim | Refusal {
  if (isUnknown(a) || isUnknown(b)) return a;
  if (!isKnown(a) || !isKnown(b)) {
    const whole = operator === "/" ? divideDim(a, b) : undefined;
    return (
      whole ??
      refuse("symbolic-arithmetic", `A symbolic dim cannot be computed with \`${operator}\` and a float.`, {
        help: "Use whole numbers and `//`.",
      })
    );
  }
  const value = floatOf(operator, a, b);
  if (value === undefined) return divisionByZero();
  return Number.isFinite(value) ? value : refuse("number-too-large", "The result is too large for a float.");
}

function floatOf(operator: BinaryOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? undefined : a / b;
    case "//":
      return b === 0 ? undefined : Math.floor(a / b);
    default:
      return a ** b;
  }
}

function divisionByZero(): Refusal {
  return refuse("division-by-zero", "The divisor is zero.");
}

function sameValue(a: Value, b: Value): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "list" && b.kind === "list") {
    return a.items.length === b.items.length && a.items.every((item, i) => sameValue(item, b.items[i] ?? unknownValue));
  }
  if (a.kind === "number" && b.kind === "number") return a.value === b.value && a.unit === b.unit;
  if ((a.kind === "string" && b.kind === "string") || (a.kind === "bool" && b.kind === "bool"))
    return a.value === b.value;
  if (a.kind === "dtype" && b.kind === "dtype") return a.dtype === b.dtype;
  if (a.kind === "callable" && b.kind === "callable") return a.name === b.name;
  return a.kind === "none";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
