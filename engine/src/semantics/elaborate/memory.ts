/**
 * What a written call answered before. Trees outlive edits elsewhere in their file, so a call whose inputs and arguments are
 * as they were need not ask its operator again: at a key stroke that is all calls but a few.
 */
import { equalDims } from "../../base/dim.ts";
import type { Refusal } from "../../base/report.ts";
import type { TensorType } from "../../base/tensor.ts";
import type { Value } from "../../base/value.ts";
import type { Call, Operator, ShapedTensor } from "../../operators/operator.ts";
import type { Range } from "../../syntax/ast.ts";

interface Entry {
  readonly operator: Operator;
  readonly inputs: readonly ShapedTensor[];
  readonly values: readonly (readonly [name: string, value: Value])[];
  readonly answer: Call | Refusal;
}

/** Instances of a block ask with other shapes; so many of them are remembered per written call. */
const maximumEntries = 8;

/** By the name's range in its tree: it is made once per parse and kept as long as the tree. */
const memory = new WeakMap<Range, Entry[]>();

/** `operator.call`, remembered by where it is written. The answer depends on nothing but the arguments. */
export function rememberedCall(
  written: Range,
  operator: Operator,
  inputs: readonly ShapedTensor[],
  values: ReadonlyMap<string, Value>,
): Call | Refusal {
  const entries = memory.get(written) ?? [];
  const known = entries.find(
    (entry) => entry.operator === operator && sameInputs(entry.inputs, inputs) && sameValues(entry.values, values),
  );
  if (known !== undefined) return known.answer;
  const answer = operator.call(inputs, values);
  entries.unshift({ operator, inputs: [...inputs], values: [...values], answer });
  if (entries.length > maximumEntries) entries.pop();
  memory.set(written, entries);
  return answer;
}

function sameInputs(a: readonly TensorType[], b: readonly TensorType[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const left = a[i];
    const right = b[i];
    if (left !== right && (left === undefined || right === undefined || !sameType(left, right))) return false;
  }
  return true;
}

function sameType(a: TensorType, b: TensorType): boolean {
  if (a.dtype !== b.dtype || a.shape?.length !== b.shape?.length) return false;
  return a.shape?.every((dim, i) => b.shape?.[i] !== undefined && equalDims(dim, b.shape[i])) ?? false;
}

function sameValues(a: readonly (readonly [name: string, value: Value])[], b: ReadonlyMap<string, Value>): boolean {
  if (a.length !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined || !sameValue(value, other)) return false;
  }
  return true;
}

function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "number":
      return b.kind === "number" && a.isFloat === b.isFloat && a.unit === b.unit && equalDims(a.value, b.value);
    case "bool":
    case "string":
      return b.kind === a.kind && a.value === b.value;
    case "list":
      return (
        b.kind === "list" && a.items.length === b.items.length && a.items.every((item, i) => sameAt(item, b.items[i]))
      );
    case "none":
      return b.kind === "none";
    case "dtype":
      return b.kind === "dtype" && a.dtype === b.dtype;
    case "tensor":
      return b.kind === "tensor" && sameType(a.type, b.type);
    default:
      return false;
  }
}

function sameAt(a: Value, b: Value | undefined): boolean {
  return b !== undefined && sameValue(a, b);
}
