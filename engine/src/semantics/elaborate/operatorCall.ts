/** Calls of operators: which value is which input or parameter, and the op that results. */

import { didYouMean, isRefusal, type Refusal, refuse } from "../../base/report.ts";
import { type TensorType, tensor } from "../../base/tensor.ts";
import { nameOfKind, type TensorValue, unknownValue, type Value } from "../../base/value.ts";
import type { Applied, Op } from "../../graph/graph.ts";
import { foreignOperator, uncounted } from "../../operators/foreign.ts";
import { type Call, type Input, type Operator, type ShapedTensor, takesElements } from "../../operators/operator.ts";
import type { Range } from "../../syntax/ast.ts";
import { nearest } from "../scope.ts";
import { recall, remember } from "./memory.ts";
import { byBinding, type Context, type Naming, pathOf, report, reportRefusal, siteAt } from "./state.ts";

/** An evaluated argument. */
export interface Given {
  readonly name?: { readonly name: string; readonly at: Range };
  readonly value: Value;
  readonly at: Range;
}

interface Sorted {
  readonly inputs: readonly Value[];
  readonly parameters: ReadonlyMap<string, Value>;
  /** Where each parameter's argument stands. */
  readonly places: ReadonlyMap<string, Range>;
}

/** What the op is written as. */
export interface Written {
  /** The name it is called by here, which may be that of a parameter of type op. */
  readonly name: string;
  readonly callee: Range;
  readonly whole: Range;
  readonly annotations: readonly Applied[];
}

/** An operator on operands alone, as signs write them. */
export function applyOperator(
  context: Context,
  operator: Operator,
  name: string,
  operands: readonly Value[],
  at: Range,
  how: Naming,
): Value {
  const written = { name, callee: at, whole: at, annotations: [] };
  return callOperator(context, operator, written, operands, [], how)[0] ?? unknownValue;
}

/**
 * Calls an operator with what the pipeline brings and the arguments. Where the call cannot be understood, the result is
 * the first tensor that went in, as a guess, so that the lines below keep their figures.
 */
export function callOperator(
  context: Context,
  operator: Operator,
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
  how: Naming = byBinding,
): readonly Value[] {
  const { elaboration } = context;
  const known = recall(elaboration, operator, written.callee, piped, given);
  if (known !== undefined) return addOp(context, operator, known.call, known.inputs, false, written, how);
  const { complaints } = elaboration;
  const sorted = sortArguments(context, operator, written, piped, given);
  const tensors = inputTensors(context, operator, written, sorted.inputs);
  const failed = () => {
    pathOf(context, how, written.name);
    const first = [...piped, ...sorted.inputs].find((value) => value.kind === "tensor");
    return [first?.kind === "tensor" ? elaboration.guess(first) : unknownValue];
  };
  if (tensors === undefined) return failed();

  const extra = [...sorted.parameters.values()].filter((value) => value.kind === "tensor");
  const all = [...tensors, ...extra];
  const parameters = new Map(sorted.parameters);
  // An argument that is not understood is left out; where there is no default, so is the call.
  for (const [name, value] of sorted.parameters) {
    if (value.kind !== "unknown") continue;
    if (operator.parameters[name]?.default.kind === "required") return failed();
    parameters.delete(name);
  }
  const isGuess = parameters.size < sorted.parameters.size || all.some((value) => elaboration.isGuess(value));
  const shaped: ShapedTensor[] = [];
  for (const { type } of tensors) if (hasShape(type)) shaped.push(type);
  if (shaped.length < tensors.length || extra.some(({ type }) => !hasShape(type))) return failed();

  const call = operator.call(shaped, parameters);
  if (isRefusal(call)) {
    const at = call.parameter === undefined ? undefined : sorted.places.get(call.parameter);
    if (!isGuess) reportRefusal(context, at ?? written.callee, call);
    return failed();
  }
  const isClean = elaboration.complaints === complaints && !isGuess;
  if (isClean) remember(operator, written.callee, piped, given, all, call);
  return addOp(context, operator, call, all, isGuess, written, how);
}

function addOp(
  context: Context,
  operator: Operator,
  call: Call,
  inputs: readonly TensorValue[],
  isGuess: boolean,
  written: Written,
  how: Naming,
): readonly Value[] {
  const { elaboration } = context;
  if (!elaboration.step(context, 10, written.callee)) return [unknownValue];
  const path = pathOf(context, how, written.name);
  const index = elaboration.ops.length;
  const results = call.outputs.map((type, result) =>
    elaboration.addTensor(type, { kind: "op", op: index, result }, isGuess),
  );
  pushOp(context, path, { operator, call }, inputs, results, written);
  return results;
}

/** The last step of every call: the op with its ids and places. Its results point at it already, so nothing may come between. */
export function pushOp(
  context: Context,
  path: string,
  { operator, call }: Pick<Op, "operator" | "call">,
  inputs: readonly TensorValue[],
  results: readonly TensorValue[],
  written: Written,
): void {
  context.elaboration.ops.push({
    path,
    operator,
    call,
    inputs: inputs.map(({ id }) => id),
    outputs: results.map(({ id }) => id),
    name: siteAt(context, written.callee),
    whole: written.whole,
    instance: context.instance,
    annotations: written.annotations,
  });
}

/**
 * Calls something that Lathe has no rules for: its results' types are what the author asserts behind the call, its cost is
 * not known. There are as many results as the statement has names for them.
 */
export function callForeign(
  context: Context,
  { name, domain, results: count }: { readonly name: string; readonly domain: string; readonly results: number },
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
  how: Naming,
): readonly Value[] {
  const { elaboration } = context;
  const positional = [...piped, ...given.filter((argument) => argument.name === undefined).map(({ value }) => value)];
  const attributes = new Map(
    given.flatMap(({ name: attribute, value }) => (attribute === undefined ? [] : [[attribute.name, value] as const])),
  );
  const sample = positional.find((value) => value.kind === "tensor");
  const tensors: TensorValue[] = [];
  const inputs = positional.map((value) => {
    if (value.kind === "none" || value.kind === "unknown") return undefined;
    const input = foreignInput(context, value, sample?.kind === "tensor" ? sample.type : undefined);
    return input === undefined ? undefined : tensors.push(input) - 1;
  });
  const message = `What \`onnx.${name}\` costs is not known: totals are at least what they say.`;
  report(context, written.callee, "uncounted", message, undefined, "information");
  const isGuess =
    positional.some((value) => value.kind === "unknown") || tensors.some((value) => elaboration.isGuess(value));
  const type = tensor(tensors[0]?.type.dtype ?? "f32", undefined);
  const op = elaboration.ops.length;
  const results = Array.from({ length: count }, (_, result) =>
    elaboration.addTensor(type, { kind: "op", op, result }, isGuess),
  );
  const path = pathOf(context, how, written.name);
  const call: Call = { ...uncounted, foreign: { domain, name, inputs, attributes } };
  pushOp(context, path, { operator: foreignOperator(`onnx.${name}`), call }, tensors, results, written);
  return results;
}

/** A number may stand for a tensor of rank 0, as everywhere else. */
function foreignInput(context: Context, value: Value, sample: TensorType | undefined): TensorValue | undefined {
  if (value.kind === "tensor") return value;
  if (value.kind !== "number" || typeof value.value !== "number") return undefined;
  const type = tensor(sample?.dtype ?? "f32", []);
  return context.elaboration.addTensor(type, { kind: "literal", value: value.value }, false);
}

function hasShape(type: TensorType): type is ShapedTensor {
  return type.shape !== undefined;
}

/** Leading tensors by position or name, then parameters by position or name. */
function sortArguments(
  context: Context,
  operator: Operator,
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
): Sorted {
  const names = Object.keys(operator.parameters);
  const byName = new Map<string, Value>();
  const inputs: Value[] = [];
  const parameters = new Map<string, Value>();
  const places = new Map<string, Range>();
  const variadic = operator.inputs.at(-1)?.variadic !== undefined;
  const wanted = variadic ? Number.POSITIVE_INFINITY : operator.inputs.length;

  if (operator.inputs.length === 0 && piped.some((value) => value.kind === "tensor")) {
    const message = `\`${written.name}\` takes no data: what comes through the pipeline would be lost.`;
    report(context, written.callee, "no-input", message, "Let it begin a pipeline of its own.");
  }
  for (const value of piped) {
    if (variadic && value.kind === "list") inputs.push(...value.items);
    else if (inputs.length < wanted) inputs.push(value);
  }
  for (const { name, value, at } of given) {
    if (name === undefined) continue;
    if (operator.inputs.some((input) => input.name === name.name)) byName.set(name.name, value);
    else if (names.includes(name.name)) {
      if (parameters.has(name.name)) report(context, name.at, "argument-twice", `\`${name.name}\` is given twice.`);
      parameters.set(name.name, value);
      places.set(name.name, at);
    } else {
      const known = [...operator.inputs.map((input) => input.name), ...names];
      const suggestion = nearest(name.name, known);
      const help = suggestion === undefined ? `It takes ${known.join(", ")}.` : didYouMean(suggestion);
      report(context, name.at, "unknown-argument", `\`${written.name}\` has no argument \`${name.name}\`.`, help);
    }
  }
  let next = 0;
  for (const { name, value, at } of given) {
    if (name !== undefined) continue;
    const input = variadic ? operator.inputs.at(-1) : operator.inputs[inputs.length];
    if (
      input !== undefined &&
      inputs.length < wanted &&
      !byName.has(input.name) &&
      next === 0 &&
      fitsInput(input, value)
    ) {
      if (variadic && value.kind === "list") inputs.push(...value.items);
      else inputs.push(value);
      continue;
    }
    while (next < names.length && parameters.has(names[next] ?? "")) next++;
    const parameter = names[next];
    if (parameter === undefined) {
      report(
        context,
        at,
        "too-many-arguments",
        `\`${written.name}\` takes ${names.length} arguments besides its data.`,
      );
      continue;
    }
    parameters.set(parameter, value);
    places.set(parameter, at);
    next++;
  }
  for (const [index, input] of operator.inputs.entries()) {
    const value = byName.get(input.name);
    if (value !== undefined) inputs.splice(index, 0, value);
  }
  return { inputs, parameters, places };
}

/** Whether a positional argument can be this input: tensors always, numbers where they may be operands. */
function fitsInput(input: Input, value: Value): boolean {
  if (value.kind === "tensor" || value.kind === "unknown") return true;
  if (value.kind === "number") return input.scalar === true;
  return input.variadic !== undefined && value.kind === "list" && value.items.some((item) => item.kind === "tensor");
}

/** The inputs as tensors; undefined (and reported, unless the cause has been) where they are not all there. */
function inputTensors(
  context: Context,
  operator: Operator,
  written: Written,
  values: readonly Value[],
): readonly TensorValue[] | undefined {
  if (values.some((value) => value.kind === "unknown")) return undefined;
  const minimum = operator.inputs.reduce((sum, input) => sum + (input.variadic?.minimum ?? 1), 0);
  if (values.length < minimum) {
    const missing = operator.inputs[Math.min(values.length, operator.inputs.length - 1)];
    report(
      context,
      written.callee,
      "missing-input",
      `\`${written.name}\` needs ${missing === undefined ? "data" : `\`${missing.name}\`: ${missing.doc}`}.`,
      operator.inputs.length === 1 ? "Pipe a tensor into it: `x -> …`." : "Give it in the parentheses.",
    );
    return undefined;
  }
  // A number takes the element type of the tensors beside it; a condition is none of them.
  const sample = values.find((value, index) => value.kind === "tensor" && operator.inputs[index]?.takes !== "bool");
  const tensors: TensorValue[] = [];
  for (const [index, value] of values.entries()) {
    const input = operator.inputs[Math.min(index, operator.inputs.length - 1)];
    if (input === undefined) continue;
    const result = inputTensor(context, operator, input, value, sample?.kind === "tensor" ? sample.type : undefined);
    if (isRefusal(result)) {
      const echoes = value.kind === "tensor" && context.elaboration.isGuess(value);
      if (!echoes) reportRefusal(context, written.callee, result);
      return undefined;
    }
    tensors.push(result);
  }
  return tensors;
}

function inputTensor(
  context: Context,
  operator: Operator,
  input: Input,
  value: Value,
  sample: TensorType | undefined,
): TensorValue | Refusal {
  if (value.kind === "tensor") {
    const { dtype } = value.type;
    if (takesElements(input.takes, dtype)) return value;
    const help = input.takes === "float" ? "Put `cast(f32)` before it." : `Put a \`cast\` before it.`;
    return refuse(
      "wrong-dtype",
      `\`${operator.name}\` computes on ${wordFor[input.takes]}; \`${input.name}\` is ${dtype}.`,
      { help },
    );
  }
  if (value.kind === "number" && input.scalar === true && typeof value.value === "number") {
    return context.elaboration.addTensor(
      tensor(sample?.dtype ?? "f32", []),
      { kind: "literal", value: value.value },
      false,
    );
  }
  const what = value.kind === "list" ? "a list, and it takes one tensor" : nameOfKind(value);
  return refuse("not-a-tensor", `\`${input.name}\` of \`${operator.name}\` must be a tensor; this is ${what}.`);
}

const wordFor = { float: "floats", number: "numbers", integer: "integers", bool: "bools", any: "anything" } as const;
