/** The statements of a body: bindings, fns, `return`. What only a net may hold is in `net.ts`. */
import { formatTensor } from "../../base/tensor.ts";
import { nameOfKind, unknownValue, type Value } from "../../base/value.ts";
import type { Statement, Target } from "../../syntax/ast.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import { callableOf } from "../callable.ts";
import { evaluateChoose } from "./choose.ts";
import { evaluate, evaluateAll } from "./expression.ts";
import { type Context, report, siteAt } from "./state.ts";
import { matchTensor, tensorType } from "./types.ts";

/** What a net does with the statements that a block must not have; false where it does not know them either. */
export type NetStatements = (context: Context, statement: Statement) => boolean;

const onlyInBlocks: NetStatements = () => false;

/** Runs a binding, or spares itself the work. */
export type Bindings = (context: Context, statement: Statement & { readonly kind: "binding" }, run: () => void) => void;

const everyBinding: Bindings = (_context, _statement, run) => run();

/** Runs statements in order; gives what `return` gives, or undefined where there is none. */
export function runStatements(
  context: Context,
  chunks: readonly SourceChunk[],
  netStatements: NetStatements = onlyInBlocks,
  bindings: Bindings = everyBinding,
): readonly Value[] | undefined {
  let returned: readonly Value[] | undefined;
  for (const chunk of chunks) {
    const { statement } = chunk;
    const binding = statement.kind === "binding" ? statement.targets[0]?.name.name : context.binding;
    const inside: Context = { ...context, chunk, binding };
    if (context.elaboration.isStopped) break;
    if (returned !== undefined && statement.kind !== "broken") {
      report(
        inside,
        statement.at,
        "after-return",
        "Nothing after `return` is reached.",
        "Move it up, or delete it.",
        "warning",
      );
      break;
    }
    switch (statement.kind) {
      case "binding":
        bindings(inside, statement, () => runBinding(inside, statement));
        break;
      case "return": {
        const values = statement.values.flatMap((value) => evaluateAll({ ...inside, binding: "return" }, value));
        returned = values.flatMap((value) => (value.kind === "list" && value.isTuple ? value.items : [value]));
        break;
      }
      case "fn": {
        const { name } = statement.name;
        inside.scope.callables.set(name, {
          kind: "local",
          statement,
          scope: inside.scope,
          module: inside.module,
          chunk,
        });
        break;
      }
      case "expression":
        evaluate(inside, statement.value);
        report(
          inside,
          statement.at,
          "unused-result",
          "The result of this is not used.",
          "Bind it: `name = …`.",
          "warning",
        );
        break;
      case "stages":
      case "entries":
      case "broken":
        break;
      default:
        if (!netStatements(inside, statement)) {
          report(
            inside,
            statement.at,
            "misplaced-statement",
            "This does not belong into a block.",
            "Move it into a net, or to the top of the file.",
          );
        }
    }
  }
  return returned;
}

function runBinding(context: Context, statement: Statement & { readonly kind: "binding" }): void {
  const [first] = statement.targets;
  const { value } = statement;
  const results =
    value.kind === "choose" && first !== undefined && statement.targets.length === 1
      ? [evaluateChoose(context, first.name, value)]
      : evaluateAll(context, value);
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
