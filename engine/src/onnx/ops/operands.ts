/** Operands that broadcast, and element types that ONNX or its runtime has no arithmetic for. */
import { isRefusal } from "../../base/report.ts";
import { type Dtype, isFloat } from "../../base/tensor.ts";
import { commonDtype } from "../../operators/shapes.ts";
import { int } from "../attributes.ts";
import { numberOfDtype } from "../dataTypes.ts";
import type {
  EmittedCall,
  EmittedValue,
  NodeWriter,
  RaisableNode,
  RaisableValue,
  Raise,
  RaisedNode,
} from "../facet.ts";

/** Writes a cast, where the value has another type. */
export function cast(to: NodeWriter, name: string, from: Dtype, dtype: Dtype): string {
  return from === dtype ? name : to.node("Cast", [name], { to: int(numberOfDtype(dtype)) });
}

/** The operands in the one element type that they are combined in: a number or a tensor of rank 0 follows the others. */
export function combined(
  operands: readonly EmittedValue[],
  to: NodeWriter,
): { readonly names: readonly string[]; readonly dtype: Dtype } {
  const dtype = commonDtype(
    operands.map(({ type }) => type),
    "",
  );
  if (isRefusal(dtype)) throw new Error(dtype.message);
  return { names: operands.map(({ name, type }) => cast(to, name, type.dtype, dtype)), dtype };
}

/** Small integers in the next type that every runtime computes in; it holds all their sums and products of two. */
const wider: Readonly<Partial<Record<Dtype, Dtype>>> = {
  bool: "i32",
  i8: "i32",
  u8: "i32",
  i16: "i32",
  u16: "i32",
  u32: "i64",
};

/**
 * Writes what computes on one element type, by way of a wider one where it does not take this type itself. Floats and 64-bit
 * integers are always written as they are.
 */
export function computed(
  to: NodeWriter,
  dtype: Dtype,
  taken: readonly Dtype[],
  inputs: readonly string[],
  write: (inputs: readonly string[]) => string,
): string {
  const wide = taken.includes(dtype) || isFloat(dtype) ? undefined : wider[dtype];
  if (wide === undefined) return write(inputs);
  return cast(to, write(inputs.map((input) => cast(to, input, dtype, wide))), wide, dtype);
}

/** Writes a node over all inputs of a call, which broadcast; `taken`: the small integers that it computes on itself. */
export function broadcastNode(
  op: string,
  call: Pick<EmittedCall<unknown>, "inputs">,
  to: NodeWriter,
  taken: readonly Dtype[],
): string {
  const { names, dtype } = combined(call.inputs, to);
  return computed(to, dtype, taken, names, (inputs) => to.node(op, inputs));
}

/** A node with one input and nothing else to say. */
export const onData: Raise = (node) => {
  const x = node.input(0);
  return x === undefined || node.inputCount !== 1 ? undefined : { inputs: [x] };
};

/** A node of operands that broadcast, all of one element type. */
export const onOperands: Raise = (node) => {
  const operands = inputsOf(node);
  if (operands === undefined || operands.length < 2) return undefined;
  return onEqualTypes(operands);
};

/** All inputs; undefined where one is left out or not known. */
export function inputsOf(node: RaisableNode): readonly RaisableValue[] | undefined {
  const inputs: RaisableValue[] = [];
  for (let index = 0; index < node.inputCount; index++) {
    const input = node.input(index);
    if (input === undefined) return undefined;
    inputs.push(input);
  }
  return inputs;
}

function onEqualTypes(operands: readonly RaisableValue[]): RaisedNode | undefined {
  const [first] = operands;
  if (first === undefined || operands.some(({ type }) => type.dtype !== first.type.dtype)) return undefined;
  return { inputs: withNumbers(operands, operands) };
}

/**
 * The operands with stored numbers in place of tensors of one element. A number takes its type from the tensors beside it, so
 * one tensor stays, and one of as many axes, because a number has none. `beside`: everything that broadcasts with them.
 */
export function withNumbers(
  operands: readonly RaisableValue[],
  beside: readonly RaisableValue[],
): readonly (RaisableValue | number)[] {
  if (operands.every((operand) => storedNumber(operand) !== undefined)) return operands;
  const kept = beside.filter((value) => storedNumber(value) === undefined);
  const rank = Math.max(...kept.map(({ type }) => type.shape.length));
  return operands.map((operand) => (operand.type.shape.length <= rank ? (storedNumber(operand) ?? operand) : operand));
}

/** The number of a tensor that stores one which the text can state exactly. */
export function storedNumber({ numbers, type }: RaisableValue): number | undefined {
  const [number] = numbers ?? [];
  if (number === undefined || numbers?.length !== 1 || type.dtype === "bool" || type.dtype === "string")
    return undefined;
  const isWritten = Math.abs(number) <= Number.MAX_SAFE_INTEGER || isFloat(type.dtype);
  return Number.isFinite(number) && isWritten && !Object.is(number, -0) ? number : undefined;
}
