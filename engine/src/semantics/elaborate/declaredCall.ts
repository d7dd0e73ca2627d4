/** Calls of operators that a file declares: `op voxelize(points: f32[P, 3], r: int) -> f32[C, r] { macs = 0 }`. */

import { type Dim, mulDim, subDim } from "../../base/dim.ts";
import { didYouMean } from "../../base/report.ts";
import { tensor } from "../../base/tensor.ts";
import { list, nameOfKind, type TensorValue, type Value } from "../../base/value.ts";
import { declaredOperator, uncounted } from "../../operators/foreign.ts";
import { type Call, type ForeignCall, product, type ShapedTensor } from "../../operators/operator.ts";
import type { Entry } from "../../syntax/ast.ts";
import type { Declaration } from "../module.ts";
import { childScope, nearest } from "../scope.ts";
import { bindParameters } from "./blockCall.ts";
import { evaluate } from "./expression.ts";
import { type Given, pushOp, type Written } from "./operatorCall.ts";
import { type Context, type Naming, pathOf, report } from "./state.ts";
import { tensorType } from "./types.ts";

/** What an `op` may state about its cost, each a number for one call. */
const statements = ["macs", "flops", "params", "bytes", "onnx"] as const;

/** Adds an op whose results and cost are what its declaration says; what it does not say is not counted as zero. */
export function callDeclared(
  context: Context,
  declaration: Declaration & { readonly kind: "op" },
  written: Written,
  piped: readonly Value[],
  given: readonly Given[],
  how: Naming,
): readonly Value[] {
  const { elaboration } = context;
  const { statement, module, chunk } = declaration;
  if (!elaboration.step(context, 20, written.callee)) return piped.slice(0, 1);
  const inside: Context = { ...context, module, chunk, scope: childScope(undefined), binding: undefined };
  bindParameters(context, inside, statement.parameters, written, piped, given);
  const inputs = [...piped, ...given.map(({ value }) => value)].filter((value) => value.kind === "tensor");
  const isGuess = inputs.some((value) => elaboration.isGuess(value));
  const types = statement.results.map((type) => tensorType(inside, type) ?? tensor("f32", undefined));
  const op = elaboration.ops.length;
  const results = types.map((type, result) => elaboration.addTensor(type, { kind: "op", op, result }, isGuess));
  const foreign = foreignCall(inside, declaration, inputs);
  const call = { ...answerOf(inside, declaration, results), ...(foreign !== undefined && { foreign }) };
  if (!statesMacs(declaration)) {
    const message = `What \`${declaration.name}\` costs is not known: totals are at least what they say.`;
    report(context, written.callee, "uncounted", message, "State it in the declaration: `macs = …`.", "information");
  }
  const path = pathOf(context, how, written.name);
  pushOp(context, path, { operator: declaredOperator(declaration.name), call }, inputs, results, written);
  return results;
}

/** What the op is in ONNX, where it says so: its tensors are inputs, its other parameters attributes. */
function foreignCall(
  { scope }: Context,
  { statement, chunk }: Declaration & { readonly kind: "op" },
  inputs: readonly TensorValue[],
): ForeignCall | undefined {
  const body = statement.body === undefined ? undefined : chunk.bodies[statement.body];
  const entries = body?.chunks.flatMap((inner) => (inner.statement.kind === "entries" ? inner.statement.entries : []));
  const entry = entries?.find(({ kind, ...rest }) => kind === "setting" && "name" in rest && rest.name.name === "onnx");
  if (entry?.kind !== "setting" || entry.value.kind !== "string") return undefined;
  const [domain, name] = entry.value.value.split("::");
  if (domain === undefined || name === undefined) return undefined;
  const places: number[] = [];
  const attributes = new Map<string, Value>();
  for (const { name: parameter } of statement.parameters) {
    const value = scope.values.get(parameter.name);
    if (value?.kind === "tensor") places.push(inputs.findIndex(({ id }) => id === value.id));
    else if (value !== undefined && value.kind !== "unknown") attributes.set(parameter.name, value);
  }
  return { domain, name, inputs: places, attributes };
}

function statesMacs({ statement, chunk }: Declaration & { readonly kind: "op" }): boolean {
  const body = statement.body === undefined ? undefined : chunk.bodies[statement.body];
  const entries = body?.chunks.flatMap((inner) => (inner.statement.kind === "entries" ? inner.statement.entries : []));
  return entries?.some((entry) => entry.kind === "assignment" && entry.name.name === "macs") ?? false;
}

function answerOf(
  context: Context,
  { name, statement, chunk }: Declaration & { readonly kind: "op" },
  results: readonly TensorValue[],
): Call {
  const body = statement.body === undefined ? undefined : chunk.bodies[statement.body];
  const [first] = results;
  if (first !== undefined) context.scope.values.set("result", first);
  context.scope.values.set("results", list(results));
  const amounts = new Map<string, Dim>();
  for (const inner of body?.chunks ?? []) {
    if (inner.statement.kind !== "entries") continue;
    for (const entry of inner.statement.entries) readEntry({ ...context, chunk: inner }, name, entry, amounts);
  }
  const outputs = results.flatMap(({ type }): ShapedTensor[] =>
    type.shape === undefined ? [] : [{ ...type, shape: type.shape }],
  );
  const macs = amounts.get("macs");
  const flops = amounts.get("flops");
  const params = amounts.get("params");
  const bytes = amounts.get("bytes");
  return {
    outputs,
    parameters: {},
    ...(macs === undefined ? { macs: uncounted.macs ?? [] } : { macs: [product(["MACs, as declared", macs])] }),
    ...(flops !== undefined && { arithmetic: [product(["operations, as declared", otherThan(flops, macs)])] }),
    ...(params !== undefined && {
      weights: [{ name: "weight", shape: [params], role: "learned" as const, initial: "normal" as const }],
    }),
    ...(bytes !== undefined && { traffic: bytes }),
  };
}

/** FLOPs are 2 × MACs + other arithmetic. */
function otherThan(flops: Dim, macs: Dim | undefined): Dim {
  return macs === undefined ? flops : subDim(flops, mulDim(2, macs));
}

function readEntry(context: Context, operator: string, entry: Entry, amounts: Map<string, Dim>): void {
  if (entry.kind !== "assignment" && entry.kind !== "setting") return;
  const { name, at } = entry.name;
  const known = statements.find((statement) => statement === name);
  if (known === undefined) {
    const suggestion = nearest(name, statements);
    const help = suggestion === undefined ? `It states ${statements.join(", ")}.` : didYouMean(suggestion);
    report(context, at, "unknown-statement", `The declaration of an \`op\` does not state \`${name}\`.`, help);
    return;
  }
  if (known === "onnx") {
    const isName = entry.value.kind === "string" && /^[\w.]+::\w+$/.test(entry.value.value);
    const help = 'Write `onnx "acme::Voxelize"`: the domain and the operator.';
    if (!isName) report(context, entry.value.at, "bad-onnx-name", `This names no operator of ONNX.`, help);
    return;
  }
  const { ops, tensors, instances } = context.elaboration;
  const before = [ops.length, tensors.length, instances.length] as const;
  const value = evaluate(context, entry.value);
  // Arithmetic on tensors themselves would be ops of the net.
  const isCalculation = ops.length > before[0];
  [ops.length, tensors.length, instances.length] = before;
  if (value.kind === "unknown") return;
  if (isCalculation || value.kind !== "number" || (value.unit !== undefined && known !== "bytes")) {
    const what = isCalculation ? "this computes on tensors" : `this is ${nameOfKind(value)}`;
    const help = "Calculate with their attributes, such as `x.bytes` or `x.shape[0]`.";
    report(context, entry.value.at, "not-a-number", `\`${known}\` of \`${operator}\` must be a number; ${what}.`, help);
    return;
  }
  if (amounts.has(known)) report(context, at, "argument-twice", `\`${known}\` is given twice.`);
  if (typeof value.value === "number" && (value.value < 0 || !Number.isInteger(value.value))) {
    report(context, entry.value.at, "out-of-range", `\`${known}\` is a whole number of at least 0.`);
  } else amounts.set(known, value.value);
}
