/**
 * What a written call answered before. Trees outlive edits elsewhere in their file, so a call whose inputs and arguments are
 * as they were need not be understood again: at a key stroke that is all calls but a few.
 */
import { equalDims } from "../../base/dim.ts";
import type { TensorType } from "../../base/tensor.ts";
import type { TensorValue, Value } from "../../base/value.ts";
import type { Call, Operator } from "../../operators/operator.ts";
import type { Range } from "../../syntax/ast.ts";
import { type Callable, callableOf } from "../callable.ts";
import type { Given } from "./operatorCall.ts";
import type { Elaboration } from "./state.ts";

interface Entry {
  readonly operator: Operator;
  /** What came through the pipeline, and then the arguments as they are written. */
  readonly values: readonly Value[];
  /** Which of the values are the op's tensors, in its order. */
  readonly inputs: readonly number[];
  readonly call: Call;
}

/** Instances of a block ask with other shapes; so many of them are remembered per written call. */
const maximumEntries = 8;

/** By the name's range in its tree: it is made once per parse and kept as long as the tree. */
const memory = new WeakMap<Range, Entry[]>();

/** The answer to the same call with equal values, and its tensors; undefined where it has to be worked out. */
export function recall(
  elaboration: Elaboration,
  operator: Operator,
  written: Range,
  piped: readonly Value[],
  given: readonly Given[],
): { readonly call: Call; readonly inputs: readonly TensorValue[] } | undefined {
  const entries = memory.get(written);
  if (entries === undefined) return undefined;
  for (const entry of entries) {
    if (entry.operator !== operator || !isSameCall(elaboration, entry, piped, given)) continue;
    const inputs: TensorValue[] = [];
    for (const index of entry.inputs) {
      const value = index < piped.length ? piped[index] : given[index - piped.length]?.value;
      if (value?.kind === "tensor") inputs.push(value);
    }
    return { call: entry.call, inputs };
  }
  return undefined;
}

/** Whether the values are those of the entry. What rests on a guess is silent, and is worked out anew. */
function isSameCall(
  elaboration: Elaboration,
  { values }: Entry,
  piped: readonly Value[],
  given: readonly Given[],
): boolean {
  if (values.length !== piped.length + given.length) return false;
  for (let i = 0; i < values.length; i++) {
    const value = i < piped.length ? piped[i] : given[i - piped.length]?.value;
    const before = values[i];
    if (value === undefined || before === undefined || !sameValue(before, value)) return false;
    if (value.kind === "tensor" && elaboration.isGuess(value)) return false;
  }
  return true;
}

/** Keeps the answer of a call that gave no reason to complain. Calls with lists of tensors are not kept. */
export function remember(
  operator: Operator,
  written: Range,
  piped: readonly Value[],
  given: readonly Given[],
  tensors: readonly TensorValue[],
  call: Call,
): void {
  const values = [...piped, ...given.map(({ value }) => value)];
  const inputs: number[] = [];
  for (const tensor of tensors) {
    // `x + x` holds one tensor in two places.
    const index = values.findIndex((value, at) => value === tensor && !inputs.includes(at));
    if (index === -1) return;
    inputs.push(index);
  }
  const entries = memory.get(written) ?? [];
  entries.unshift({ operator, values, inputs, call });
  if (entries.length > maximumEntries) entries.pop();
  memory.set(written, entries);
}

function sameType(a: TensorType, b: TensorType): boolean {
  if (a === b) return true;
  if (a.dtype !== b.dtype || a.shape?.length !== b.shape?.length) return false;
  return a.shape?.every((dim, i) => b.shape?.[i] !== undefined && equalDims(dim, b.shape[i])) ?? false;
}

/** Whether two values are the same to whoever reads them; of tensors, whether their types are. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "number":
      return b.kind === "number" && a.isFloat === b.isFloat && a.unit === b.unit && equalDims(a.value, b.value);
    case "bool":
    case "string":
      return b.kind === a.kind && a.value === b.value;
    case "list":
      return (
        b.kind === "list" &&
        a.isTuple === b.isTuple &&
        a.items.length === b.items.length &&
        a.items.every((item, i) => sameAt(item, b.items[i]))
      );
    case "none":
      return b.kind === "none";
    case "dtype":
      return b.kind === "dtype" && a.dtype === b.dtype;
    case "tensor":
      return b.kind === "tensor" && sameType(a.type, b.type);
    case "callable":
      return b.kind === "callable" && a.name === b.name && isSameOperator(callableOf(a), callableOf(b));
    default:
      return false;
  }
}

function isSameOperator(a: Callable, b: Callable): boolean {
  return a.kind === "operator" && b.kind === "operator" && a.operator === b.operator;
}

function sameAt(a: Value, b: Value | undefined): boolean {
  return b !== undefined && sameValue(a, b);
}
