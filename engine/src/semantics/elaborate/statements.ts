/** The statements of a body: bindings, fns, `return`. What only a net may hold is in `net.ts`. */
import { formatTensor } from "../../base/tensor.ts";
import { nameOfKind, unknownValue, type Value } from "../../base/value.ts";
import type { Callee, Expression, Statement, Target } from "../../syntax/ast.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import { callableOf } from "../callable.ts";
import { evaluateChoose } from "./choose.ts";
import { evaluate, evaluateAll } from "./expression.ts";
import { type Context, report, siteAt } from "./state.ts";
import { matchTensor, tensorType } from "./types.ts";

/** What a net does with the statements that a block must not have; false where it does not know them either. */
export type NetStatements = (context: Context, statement: Statement) => boolean;

const onlyInBlocks: NetStatements = () => false;

/** What stands around the statements of a net: it may know what they give without running them. */
export interface Runner {
  /** Gives how many statements, from `index` on, need not run. */
  takeOver(context: Context, chunks: readonly SourceChunk[], index: number): number;
  run(context: Context, run: () => void): void;
}

/** Runs statements in order; gives what `return` gives, or undefined where there is none. */
export function runStatements(
  context: Context,
  chunks: readonly SourceChunk[],
  netStatements: NetStatements = onlyInBlocks,
  runner?: Runner,
): readonly Value[] | undefined {
  let returned: readonly Value[] | undefined;
  for (let index = 0; index < chunks.length; index++) {
    if (context.elaboration.isStopped) break;
    const taken = returned === undefined ? (runner?.takeOver(context, chunks, index) ?? 0) : 0;
    index += taken;
    const chunk = chunks[index];
    if (chunk === undefined) break;
    const { statement } = chunk;
    const binding = statement.kind === "binding" ? statement.targets[0]?.name.name : context.binding;
    const inside: Context = { ...context, chunk, binding };
    if (returned !== undefined && statement.kind !== "broken") {
      const help = "Move it up, or delete it.";
      report(inside, statement.at, "after-return", "Nothing after `return` is reached.", help, "warning");
      break;
    }
    const run = () => {
      returned = runStatement(inside, statement, netStatements) ?? returned;
    };
    if (runner === undefined) run();
    else runner.run(inside, run);
  }
  return returned;
}

/** Runs one statement; gives what it returns. */
function runStatement(
  context: Context,
  statement: Statement,
  netStatements: NetStatements,
): readonly Value[] | undefined {
  switch (statement.kind) {
    case "binding":
      runBinding(context, statement);
      return undefined;
    case "return": {
      if (netStatements !== onlyInBlocks) {
        const message = "A net gives its results by `output`; `return` belongs into a block.";
        report(context, statement.at, "misplaced-statement", message, "Write `output …`.");
        return undefined;
      }
      const values = statement.values.flatMap((value) => evaluateAll({ ...context, binding: "return" }, value));
      return values.flatMap((value) => (value.kind === "list" && value.isTuple ? value.items : [value]));
    }
    case "fn": {
      const { scope, module, chunk } = context;
      scope.callables.set(statement.name.name, { kind: "local", statement, scope, module, chunk });
      return undefined;
    }
    case "expression": {
      evaluate(context, statement.value);
      const message = "The result of this is not used.";
      report(context, statement.at, "unused-result", message, "Bind it: `name = …`.", "warning");
      return undefined;
    }
    case "stages":
    case "entries":
    case "broken":
      return undefined;
    default:
      if (!netStatements(context, statement)) {
        const help = "Move it into a net, or to the top of the file.";
        report(context, statement.at, "misplaced-statement", "This does not belong into a block.", help);
      }
      return undefined;
  }
}

function runBinding(context: Context, statement: Statement & { readonly kind: "binding" }): void {
  const [first] = statement.targets;
  const { value } = statement;
  const results =
    value.kind === "choose" && first !== undefined && statement.targets.length === 1
      ? [evaluateChoose(context, first.name, value)]
      : evaluateAll(asking(context, statement), value);
  const [only] = results;
  const isOneList = results.length === 1 && only?.kind === "list" && statement.targets.length > 1;
  const values = isOneList ? only.items : results;
  if (values.length < statement.targets.length && values.every((value) => value.kind !== "unknown")) {
    report(
      context,
      statement.at,
      "too-few-results",
      `Here are ${statement.targets.length} names for ${values.length} results.`,
    );
  }
  for (const [index, target] of statement.targets.entries()) bind(context, target, values[index] ?? unknownValue);
}

/** The context in which the last call of a statement knows how many results are asked of it. */
function asking(context: Context, { targets, value }: Statement & { readonly kind: "binding" }): Context {
  const callee = targets.length > 1 ? lastCallee(value) : undefined;
  return callee === undefined ? context : { ...context, asked: { callee, results: targets.length } };
}

function lastCallee(expression: Expression): Callee | undefined {
  switch (expression.kind) {
    case "call":
      return expression.callee;
    case "labelled":
      return lastCallee(expression.expression);
    case "pipeline": {
      const last = expression.stages.at(-1);
      return last?.kind === "call" ? last.callee : undefined;
    }
    default:
      return undefined;
  }
}

function bind(context: Context, target: Target, given: Value): void {
  const { name, at } = target.name;
  let value = given;
  if (target.type !== undefined) value = asserted(context, target, value);
  const { elaboration, scope } = context;
  const current = scope.values.get(name);
  // Of a state the name still means the old value: this is the next one.
  const state = current?.kind === "tensor" ? elaboration.states.find(({ tensor }) => current.id === tensor) : undefined;
  if (state !== undefined && current?.kind === "tensor") {
    if (value.kind === "tensor") {
      state.next = value.id;
      const fits = elaboration.isGuess(value) || formatTensor(value.type) === formatTensor(current.type);
      if (!fits) {
        const message = `The next value of \`${name}\` is \`${formatTensor(value.type)}\`, but the state is \`${formatTensor(current.type)}\`.`;
        report(
          context,
          at,
          "state-mismatch",
          message,
          "Give the state the type of its values, or cut the value to fit.",
        );
      }
    } else if (value.kind !== "unknown") {
      report(context, at, "not-a-tensor", `The next value of a state must be a tensor; this is ${nameOfKind(value)}.`);
    }
  } else if (current !== undefined) {
    report(context, at, "already-bound", `\`${name}\` is already bound.`, "Names are bound once; choose another.");
    return;
  }
  scope.values.set(name, value);
  if (value.kind === "callable") scope.callables.set(name, callableOf(value));
  elaboration.bound.push({ name, place: siteAt(context, at), value, instance: context.instance });
}

/** `y: f32[1, 8] = …` asserts; where the type was not known, it states. */
function asserted(context: Context, target: Target, value: Value): Value {
  const { type } = target;
  if (type === undefined || value.kind === "unknown") return value;
  if (value.kind !== "tensor") {
    report(context, type.at, "type-mismatch", `\`${target.name.name}\` is ${nameOfKind(value)}, not a tensor.`);
    return value;
  }
  const isGuess = context.elaboration.isGuess(value);
  if (isGuess || value.type.shape === undefined) {
    const stated = tensorType(context, type);
    return stated === undefined ? value : context.elaboration.retype(value, stated);
  }
  const reason = matchTensor(context, type, value.type);
  if (reason !== undefined) {
    report(
      context,
      type.at,
      "type-mismatch",
      `This does not hold: ${reason}.`,
      `The type is \`${formatTensor(value.type)}\`.`,
    );
  }
  return value;
}
