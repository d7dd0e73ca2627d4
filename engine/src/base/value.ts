import type { Dim } from "./dim.ts";
import type { Dtype, TensorType } from "./tensor.ts";

/** What a quantity measures; a number without a dimension has none. */
export type Unit = "bytes" | "seconds" | "joules" | "hertz" | "decibels";

/** What an expression of the language evaluates to. */
export type Value =
  | NumberValue
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  | ListValue
  | { readonly kind: "none" }
  | { readonly kind: "dtype"; readonly dtype: Dtype }
  | TensorValue
  | CallableValue
  /** Something already complained about: silent downstream. */
  | { readonly kind: "unknown" };

export interface NumberValue {
  readonly kind: "number";
  /** Symbolic only where it was computed from dims; then `isFloat` is false. */
  readonly value: Dim;
  /** Made by `/`, or written with a point: an int parameter takes it only if it is whole. */
  readonly isFloat: boolean;
  readonly unit?: Unit;
}

export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly isTuple: boolean;
}

/** A tensor in the graph under construction. */
export interface TensorValue {
  readonly kind: "tensor";
  readonly type: TensorType;
  /** Index of the tensor in its graph. */
  readonly id: number;
}

/** An operator, block, fn or net by name; what stands behind it belongs to the layer that made it. */
export interface CallableValue {
  readonly kind: "callable";
  readonly name: string;
  readonly callable: unknown;
}

export const unknownValue: Value = { kind: "unknown" };
export const noneValue: Value = { kind: "none" };

export function int(value: Dim): NumberValue {
  return { kind: "number", value, isFloat: false };
}

export function float(value: number, unit?: Unit): NumberValue {
  return unit === undefined ? { kind: "number", value, isFloat: true } : { kind: "number", value, isFloat: true, unit };
}

export function bool(value: boolean): Value {
  return { kind: "bool", value };
}

export function list(items: readonly Value[]): ListValue {
  return { kind: "list", items, isTuple: false };
}

/** What a value is called in messages: "an int", "a list", "a tensor". */
export function nameOfKind(value: Value): string {
  switch (value.kind) {
    case "number":
      return value.unit !== undefined ? `a quantity in ${value.unit}` : value.isFloat ? "a float" : "an int";
    case "bool":
      return "a bool";
    case "string":
      return "a string";
    case "list":
      return value.isTuple ? "a tuple" : "a list";
    case "none":
      return "none";
    case "dtype":
      return "a dtype";
    case "tensor":
      return "a tensor";
    case "callable":
      return "an operator or block";
    case "unknown":
      return "an unknown value";
  }
}
