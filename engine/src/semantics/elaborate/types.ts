/** Type expressions: `f32[N, 3, H, W]` to a tensor type, and values against declared types. */

import { type Dim, equalDims, formatDim, isUnknown, unknownDim } from "../../base/dim.ts";
import { didYouMean } from "../../base/report.ts";
import { formatTensor, isDtype, type TensorType } from "../../base/tensor.ts";
import { int, nameOfKind, type Value } from "../../base/value.ts";
import type { Expression, TypeExpression } from "../../syntax/ast.ts";
import { lookUp, nearest } from "../scope.ts";
import { evaluate } from "./expression.ts";
import { type Context, report } from "./state.ts";

const scalarTypes = new Set(["int", "float", "bool", "string", "list", "op"]);

/** Whether a parameter of this type takes a tensor. Without a type, it does unless it has a default. */
export function takesTensor(type: TypeExpression | undefined, hasDefault: boolean): boolean {
  return type === undefined ? !hasDefault : type.name === "tensor" || isDtype(type.name);
}

/** A tensor type with all its dims evaluated; undefined and a report where it is none. */
export function tensorType(context: Context, type: TypeExpression): TensorType | undefined {
  if (!isDtype(type.name)) {
    if (type.name === "tensor") return undefined;
    const suggestion = nearest(type.name, ["f32", "f16", "bf16", "i64", "i32", "i8", "u8", "bool"]);
    const help = suggestion === undefined ? "Tensor types look like `f32[1, 3, 224, 224]`." : didYouMean(suggestion);
    report(context, type.at, "unknown-type", `\`${type.name}\` is no element type.`, help);
    return undefined;
  }
  return { dtype: type.name, shape: type.dims?.map((dim) => dimOf(context, dim)) };
}

function dimOf(context: Context, dim: Expression | undefined): Dim {
  if (dim === undefined) return unknownDim;
  const value = evaluate(context, dim);
  if (value.kind === "unknown") return unknownDim;
  if (value.kind !== "number" || value.unit !== undefined) {
    report(context, dim.at, "bad-dim", `A dim must be an int; this is ${nameOfKind(value)}.`);
    return unknownDim;
  }
  if (typeof value.value === "number" && (!Number.isInteger(value.value) || value.value < 0)) {
    report(context, dim.at, "bad-dim", `A dim must be a whole number of at least 0; this is ${value.value}.`);
    return unknownDim;
  }
  return value.value;
}

/**
 * Holds an actual tensor type against a declared one. Names among the dims that stand for nothing yet are bound to the
 * actual dims. Returns what differs, or undefined.
 */
export function matchTensor(context: Context, declared: TypeExpression, actual: TensorType): string | undefined {
  if (declared.name === "tensor") return undefined;
  if (!isDtype(declared.name)) {
    tensorType(context, declared);
    return undefined;
  }
  const found = formatTensor(actual);
  if (declared.name !== actual.dtype) return `the element type is ${actual.dtype}, not ${declared.name}`;
  if (declared.dims === undefined || actual.shape === undefined) return undefined;
  if (declared.dims.length !== actual.shape.length) {
    return `it is ${found}, which has ${actual.shape.length} dims, not ${declared.dims.length}`;
  }
  for (const [i, dim] of declared.dims.entries()) {
    const is = actual.shape[i] ?? unknownDim;
    if (dim === undefined) continue;
    if (dim.kind === "name" && lookUp(context.scope, dim.name) === undefined) {
      context.scope.values.set(dim.name, int(is));
      continue;
    }
    const wanted = dimOf(context, dim);
    if (!isUnknown(wanted) && !isUnknown(is) && !equalDims(wanted, is)) {
      return `dim ${i} is ${formatDim(is)}, not ${formatDim(wanted)}`;
    }
  }
  return undefined;
}

/** Why a value does not fit a parameter's type; undefined where it does. */
export function misfit(context: Context, type: TypeExpression, value: Value): string | undefined {
  if (value.kind === "unknown") return undefined;
  if (!scalarTypes.has(type.name)) {
    if (value.kind !== "tensor") return `it must be a tensor; this is ${nameOfKind(value)}`;
    return matchTensor(context, type, value.type);
  }
  switch (type.name) {
    case "int":
      if (value.kind === "number" && value.unit === undefined) {
        return typeof value.value !== "number" || Number.isInteger(value.value)
          ? undefined
          : `it must be a whole number; this is ${value.value} (divide with \`//\`, which rounds down)`;
      }
      break;
    case "float":
      if (value.kind === "number" && value.unit === undefined) return undefined;
      break;
    case "bool":
    case "string":
    case "list":
      if (value.kind === type.name) return undefined;
      break;
    case "op":
      if (value.kind === "callable") return undefined;
      break;
    default:
      break;
  }
  return `it must be ${type.name === "op" ? "an operator or block" : `of type ${type.name}`}; this is ${nameOfKind(value)}`;
}
