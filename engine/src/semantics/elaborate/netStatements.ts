/** The declarations that only nets hold: dims, inputs, states, outputs, and what is for later layers. */
import { symbolDim } from "../../base/dim.ts";
import { int, nameOfKind, unknownValue, type Value } from "../../base/value.ts";
import type { Statement } from "../../syntax/ast.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import { declareBudget } from "./budget.ts";
import { evaluate, evaluateAll } from "./expression.ts";
import { declareData, declareWeights } from "./files.ts";
import { declareOpset } from "./opset.ts";
import { declarePolicy } from "./policy.ts";
import { readPreparation } from "./preparation.ts";
import { type Context, placeAt, report } from "./state.ts";
import type { NetStatements } from "./statements.ts";
import { declareTargets } from "./target.ts";
import { matchTensor, tensorType } from "./types.ts";

/** A net stands for itself, or is called inside another with inputs given and outputs taken. */
export type NetRole =
  | { readonly kind: "shown"; readonly isVariant: boolean; readonly samples: ReadonlyMap<string, number> }
  | { readonly kind: "called"; readonly inputs: ReadonlyMap<string, Value>; readonly outputs: Value[] };

export function netStatements(role: NetRole): NetStatements {
  return (context, statement) => {
    switch (statement.kind) {
      case "dim":
        declareDim(context, role, statement);
        return true;
      case "input":
        declareInput(context, role, statement);
        return true;
      case "state":
        declareState(context, statement);
        return true;
      case "output":
        declareOutput(context, role, statement);
        return true;
      case "counting":
        if (statement.rule.name === "paper") context.elaboration.countsPaper = true;
        else if (statement.rule.name !== "input") {
          report(
            context,
            statement.rule.at,
            "unknown-counting",
            `There is no counting rule \`${statement.rule.name}\`.`,
            "Write `counting paper`, or leave it out.",
          );
        }
        return true;
      case "policy":
        declarePolicy(context, statement);
        return true;
      case "opset":
        // Of a net inside another only the policy comes along, and of a variant too.
        if (role.kind === "shown" && !role.isVariant) declareOpset(context, statement);
        return true;
      case "target":
        if (role.kind === "shown" && !role.isVariant) declareTargets(context, statement);
        return true;
      case "budget":
        if (role.kind === "shown" && !role.isVariant) declareBudget(context, statement);
        return true;
      case "weights":
        if (role.kind === "shown" && !role.isVariant) declareWeights(context, statement);
        return true;
      case "data":
        if (role.kind === "shown" && !role.isVariant) declareData(context, statement);
        return true;
      default:
        return false;
    }
  };
}

/** The names of a net's inputs, in order. */
export function inputsOf(chunks: readonly SourceChunk[]): string[] {
  return chunks.flatMap(({ statement }) => (statement.kind === "input" ? [statement.name.name] : []));
}

function declareDim(context: Context, role: NetRole, statement: Statement & { readonly kind: "dim" }): void {
  const { name } = statement.name;
  const { elaboration, scope } = context;
  if (!free(context, statement.name)) return;
  // Of a called net, the dims are what the caller's tensors make them: the input that names them binds them.
  if (role.kind === "called") return;
  const bounds = statement.bounds === undefined ? undefined : evaluate(context, statement.bounds);
  const [low, high] = bounds?.kind === "list" ? bounds.items : [];
  const lowest = low?.kind === "number" && typeof low.value === "number" ? low.value : 1;
  const highest = high?.kind === "number" && typeof high.value === "number" ? high.value : Number.POSITIVE_INFINITY;
  if (statement.bounds !== undefined && (bounds?.kind !== "list" || bounds.items.length !== 2 || lowest > highest)) {
    report(
      context,
      statement.bounds.at,
      "bad-bounds",
      "Bounds are a list of the lowest and the highest value.",
      "Write `in [8, 512]`.",
    );
  }
  const stated = statement.sample === undefined ? undefined : evaluate(context, statement.sample);
  let sample = role.samples.get(name) ?? lowest;
  if (!role.samples.has(name)) {
    if (
      stated?.kind === "number" &&
      typeof stated.value === "number" &&
      Number.isInteger(stated.value) &&
      stated.value >= 1
    )
      sample = stated.value;
    else if (stated === undefined) {
      report(
        context,
        statement.at,
        "missing-sample",
        `The dim \`${name}\` needs a value at which costs are shown.`,
        `Write \`dim ${name} = 1\`.`,
      );
    } else if (stated.kind !== "unknown") {
      const what = stated.kind === "number" ? "this is not" : `this is ${nameOfKind(stated)}`;
      report(context, statement.at, "bad-dim", `A dim's value must be a whole number of at least 1; ${what}.`);
    }
  }
  if (sample < lowest || sample > highest) {
    report(
      context,
      statement.at,
      "out-of-range",
      `The value ${sample} of \`${name}\` lies outside its bounds [${lowest}, ${highest}].`,
    );
  }
  elaboration.dims.push({ name, sample, low: lowest, high: highest });
  scope.values.set(name, int(symbolDim(name)));
}

function declareInput(context: Context, role: NetRole, statement: Statement & { readonly kind: "input" }): void {
  const { name } = statement.name;
  const { elaboration, scope } = context;
  if (!free(context, statement.name)) return;
  if (role.kind === "called") {
    const value = role.inputs.get(name) ?? unknownValue;
    if (value.kind === "tensor" && statement.type !== undefined && !elaboration.isGuess(value)) {
      const reason = matchTensor(context, statement.type, value.type);
      if (reason !== undefined)
        report(context, statement.name.at, "bad-argument", `The input \`${name}\` does not fit: ${reason}.`);
    }
    scope.values.set(name, value);
    return;
  }
  if (statement.type === undefined) {
    report(
      context,
      statement.name.at,
      "missing-type",
      `The input \`${name}\` needs a type.`,
      "Write `input x: f32[1, 3, 224, 224]`.",
    );
    scope.values.set(name, unknownValue);
    return;
  }
  const type = tensorType(context, statement.type);
  if (type?.shape === undefined) {
    if (statement.type.name === "tensor" || type !== undefined) {
      report(
        context,
        statement.type.at,
        "missing-type",
        `The input \`${name}\` needs its dims.`,
        "Write `f32[1, 3, 224, 224]`.",
      );
    }
    scope.values.set(name, unknownValue);
    return;
  }
  const value = elaboration.addTensor(type, { kind: "input", name }, false);
  const preparation = readPreparation(context, statement, type);
  const place = placeAt(context, statement.name.at);
  elaboration.inputs.push({ name, tensor: value.id, place, ...(preparation !== undefined && { preparation }) });
  elaboration.bound.push({ name, place, value, instance: context.instance });
  scope.values.set(name, value);
}

function declareState(context: Context, statement: Statement & { readonly kind: "state" }): void {
  const { name } = statement.name;
  const { elaboration, scope } = context;
  if (!free(context, statement.name)) return;
  const type = statement.type === undefined ? undefined : tensorType(context, statement.type);
  if (type?.shape === undefined) {
    report(
      context,
      statement.name.at,
      "missing-type",
      `The state \`${name}\` needs a type.`,
      "Write `state h: f32[1, 64] = 0`.",
    );
    scope.values.set(name, unknownValue);
    return;
  }
  const initial = statement.initial === undefined ? undefined : evaluate(context, statement.initial);
  const start = initial?.kind === "number" && typeof initial.value === "number" ? initial.value : 0;
  const value = elaboration.addTensor(type, { kind: "state", name }, false);
  const place = placeAt(context, statement.name.at);
  elaboration.states.push({ name, tensor: value.id, place, initial: start, next: undefined });
  elaboration.bound.push({ name, place, value, instance: context.instance });
  scope.values.set(name, value);
}

function declareOutput(context: Context, role: NetRole, statement: Statement & { readonly kind: "output" }): void {
  const { elaboration } = context;
  const [first] = statement.names;
  if (statement.value !== undefined && first !== undefined) {
    const [value] = evaluateAll({ ...context, binding: first.name }, statement.value);
    if (free(context, first)) context.scope.values.set(first.name, value ?? unknownValue);
  }
  for (const { name, at } of statement.names) {
    const value = evaluate(context, { kind: "name", name, at });
    if (role.kind === "called") role.outputs.push(value);
    else if (value.kind === "tensor") elaboration.outputs.push({ name, tensor: value.id, place: placeAt(context, at) });
    else if (value.kind !== "unknown")
      report(context, at, "not-a-tensor", `An output must be a tensor; \`${name}\` is ${nameOfKind(value)}.`);
  }
}

function free(
  context: Context,
  { name, at }: { readonly name: string; readonly at: { readonly first: number; readonly last: number } },
): boolean {
  if (!context.scope.values.has(name)) return true;
  report(context, at, "already-bound", `\`${name}\` is already bound.`, "Names are bound once; choose another.");
  return false;
}
