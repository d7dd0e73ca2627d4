/** Calls that a graph is read as, and whether an operator takes what a node gives it. */
import { type Dim, equalDims, isKnown, isUnknown } from "../../base/dim.ts";
import { isRefusal, type Refusal } from "../../base/report.ts";
import { isFloat, type TensorType } from "../../base/tensor.ts";
import type { Value } from "../../base/value.ts";
import { type Call, type Operator, type ShapedTensor, takesElements } from "../../operators/operator.ts";
import type { Tensor } from "../../weights/tensor.ts";
import type { Argument, RaisedNode } from "../facet.ts";
import type { DraftCallee, DraftOperand } from "./draft.ts";
import type { PreparedNode } from "./prepare.ts";
import { shortened, shortest } from "./statedNumbers.ts";
import type { GraphValue } from "./values.ts";

/** What nodes of the graph are read as. */
export interface GraphCall {
  readonly callee: DraftCallee;
  readonly operands: readonly DraftOperand[];
  readonly arguments: ReadonlyMap<string, Value>;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly results: readonly GraphValue[];
  /** The node whose place in the order it has, and all that it stands for. */
  readonly anchor: PreparedNode;
  readonly nodes: readonly PreparedNode[];
  /** Why the node cannot be written after all: the model is refused if somebody reads what it gives. */
  readonly refusal?: Refusal;
}

/** A node's answer, checked: what the operator makes of it. */
export interface Accepted {
  readonly operands: readonly DraftOperand[];
  readonly arguments: ReadonlyMap<string, Value>;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly outputs: readonly ShapedTensor[];
}

/** Asks an operator what a call of it gives; undefined where it refuses, or where weights are not those that it wants. */
export function accept(operator: Operator, raised: RaisedNode): Accepted | undefined {
  const types: ShapedTensor[] = [];
  const operands: DraftOperand[] = [];
  const sample = sampleOf(operator, raised);
  const minimum = operator.inputs.reduce((sum, input) => sum + (input.variadic?.minimum ?? 1), 0);
  const isVariadic = operator.inputs.at(-1)?.variadic !== undefined;
  if (raised.inputs.length < minimum || (!isVariadic && raised.inputs.length > minimum)) return undefined;
  for (const [index, given] of raised.inputs.entries()) {
    const input = operator.inputs[Math.min(index, operator.inputs.length - 1)];
    if (input === undefined) return undefined;
    const number = typeof given === "number" ? given : input.scalar === true ? numberFor(given, sample) : undefined;
    if (number !== undefined) {
      if (input.scalar !== true || sample === undefined || !Number.isFinite(number)) return undefined;
      types.push({ dtype: sample.dtype, shape: [] });
      operands.push({ kind: "number", value: shortest(number, sample.dtype) });
    } else if (typeof given !== "number") {
      if (!takesElements(input.takes, given.type.dtype)) return undefined;
      types.push(given.type);
      operands.push({ kind: "value", id: given.id });
    }
  }
  const values = new Map<string, Value>();
  for (const [name, argument] of Object.entries(raised.arguments ?? {})) {
    if (argument === undefined) continue;
    const value = shortened(stated(argument));
    if (!isSayable(value)) return undefined;
    values.set(name, value);
  }
  const call = operator.call(types, values);
  if (isRefusal(call)) return undefined;
  const weights = new Map(Object.entries(raised.weights ?? {}));
  if (!weightsFit(call, weights)) return undefined;
  return { operands, arguments: withoutDefaults(operator, values), weights, outputs: call.outputs };
}

/** The tensor whose element type a number beside it takes, as the language has it. */
function sampleOf(operator: Operator, { inputs }: RaisedNode): ShapedTensor | undefined {
  const found = inputs.find(
    (given, index) =>
      typeof given !== "number" && given.constant === undefined && operator.inputs[index]?.takes !== "bool",
  );
  return typeof found === "object" ? found.type : undefined;
}

/** The number that the text states for a stored operand of one element; undefined where the tensor itself is needed. */
function numberFor(
  { constant, numbers, type }: Extract<RaisedNode["inputs"][number], object>,
  sample: ShapedTensor | undefined,
): number | undefined {
  const [number] = numbers ?? [];
  if (constant === undefined || numbers?.length !== 1 || number === undefined || sample === undefined) return undefined;
  // More axes than the other operand has would be axes of the result.
  if (type.shape.length > sample.shape.length || type.dtype !== sample.dtype || type.dtype === "bool") return undefined;
  if (!Number.isFinite(number) || Object.is(number, -0)) return undefined;
  return isFloat(type.dtype) || Number.isSafeInteger(number) ? number : undefined;
}

function stated(argument: Argument): Value {
  return "kind" in argument ? argument : { kind: "tensor", type: argument.type, id: argument.id };
}

/** The language has no infinities. */
function isSayable(value: Value): boolean {
  if (value.kind === "list") return value.items.every(isSayable);
  return value.kind !== "number" || typeof value.value !== "number" || Number.isFinite(value.value);
}

/** Whether the tensors are exactly those that the call wants, in its types. */
function weightsFit(call: Call, given: ReadonlyMap<string, Tensor>): boolean {
  const wanted = call.weights ?? [];
  const own = call.outputs[0]?.dtype ?? "f32";
  const byDefault = isFloat(own) ? own : "f32";
  if ([...given.keys()].some((name) => !wanted.some((weight) => weight.name === name))) return false;
  return wanted.every(({ name, shape, dtype, values }) => {
    const tensor = given.get(name);
    if (tensor === undefined) return values !== undefined;
    const isShaped = tensor.shape.length === shape.length && shape.every((extent, i) => extent === tensor.shape[i]);
    return isShaped && tensor.dtype === (dtype ?? byDefault);
  });
}

/** The arguments but for those that say what holds anyway. */
function withoutDefaults(operator: Operator, values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map(
    [...values].filter(([name, value]) => {
      const parameter = operator.parameters[name];
      if (parameter === undefined || parameter.default.kind === "required" || value.kind === "tensor") return true;
      return !isSame(parameter.read(value, name), parameter.default.value);
    }),
  );
}

/** Whether two values that a parameter reads are the same. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

/** Whether a type that was worked out is one that the model states, as far as that says anything. */
export function agrees(own: TensorType, stated: TensorType | undefined): boolean {
  if (stated === undefined) return true;
  if (own.dtype !== stated.dtype) return false;
  if (own.shape === undefined || stated.shape === undefined) return true;
  return own.shape.length === stated.shape.length && own.shape.every((dim, i) => dimsAgree(dim, stated.shape?.[i]));
}

function dimsAgree(own: Dim, stated: Dim | undefined): boolean {
  if (stated === undefined || isUnknown(own) || isUnknown(stated)) return true;
  return !isKnown(own) || !isKnown(stated) || equalDims(own, stated);
}
