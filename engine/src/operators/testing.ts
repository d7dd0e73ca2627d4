/** Only tests import this: operators called with plain JavaScript values. */
import { type Dim, formatDim, symbolDim, unknownDim } from "../base/dim.ts";
import { isRefusal, type Refusal } from "../base/report.ts";
import { type Dtype, formatTensor, type TensorType, tensor } from "../base/tensor.ts";
import { bool, list, type Value } from "../base/value.ts";
import { operatorsByName } from "./index.ts";
import { amountOf, type Call, type Count, type ShapedTensor } from "./operator.ts";

export type Plain = number | boolean | string | null | readonly Plain[] | TensorType | { readonly type: Dtype } | Dim;

/** `f32(1, 3, "H", "?")`: strings are symbols, `?` is unknown. */
export function f32(...shape: readonly (Dim | string)[]): ShapedTensor {
  return typed("f32", ...shape);
}

export function i64(...shape: readonly (Dim | string)[]): ShapedTensor {
  return typed("i64", ...shape);
}

export function typed(dtype: Dtype, ...shape: readonly (Dim | string)[]): ShapedTensor {
  return { dtype, shape: shape.map(dimOf) };
}

export function dimOf(extent: Dim | string): Dim {
  return typeof extent !== "string" ? extent : extent === "?" ? unknownDim : symbolDim(extent);
}

export function call(
  name: string,
  inputs: readonly ShapedTensor[],
  values: Readonly<Record<string, Plain>> = {},
): Call | Refusal {
  const operator = operatorsByName.get(name);
  if (operator === undefined) throw new Error(`no operator ${name}`);
  return operator.call(inputs, new Map(Object.entries(values).map(([key, value]) => [key, fromPlain(value)])));
}

/** The call's answer; a refusal fails the test with its message. */
export function answer(
  name: string,
  inputs: readonly ShapedTensor[],
  values: Readonly<Record<string, Plain>> = {},
): Call {
  const result = call(name, inputs, values);
  if (isRefusal(result)) throw new Error(`${name} refused: ${result.message}`);
  return result;
}

/** The refusal; an answer fails the test. */
export function refusal(
  name: string,
  inputs: readonly ShapedTensor[],
  values: Readonly<Record<string, Plain>> = {},
): Refusal {
  const result = call(name, inputs, values);
  if (!isRefusal(result)) throw new Error(`${name} answered ${result.outputs.map(formatTensor).join(", ")}`);
  return result;
}

/** What a test mostly asks of a call, as plain numbers; what is symbolic or unknown reads as text. */
export function summary(name: string, inputs: readonly ShapedTensor[], values: Readonly<Record<string, Plain>> = {}) {
  const { outputs, macs, arithmetic, weights } = answer(name, inputs, values);
  const plain = (dim: Dim) => (typeof dim === "number" ? dim : formatDim(dim));
  const amount = (count: Count | undefined) => plain(amountOf(count ?? []));
  return {
    outputs: outputs.map(formatTensor),
    macs: amount(macs),
    arithmetic: amount(arithmetic),
    weights: Object.fromEntries((weights ?? []).map(({ name, shape }) => [name, shape.map(plain)])),
  };
}

export function fromPlain(plain: Plain): Value {
  if (plain === null) return { kind: "none" };
  if (typeof plain === "boolean") return bool(plain);
  if (typeof plain === "string") return { kind: "string", value: plain };
  if (typeof plain === "number") return { kind: "number", value: plain, isFloat: !Number.isInteger(plain) };
  if (isList(plain)) return list(plain.map(fromPlain));
  if ("kind" in plain) return { kind: "number", value: plain, isFloat: false };
  if ("type" in plain) return { kind: "dtype", dtype: plain.type };
  return { kind: "tensor", id: 0, type: tensor(plain.dtype, plain.shape) };
}

function isList(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}
