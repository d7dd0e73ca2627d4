/** `target pixel4, raspberrypi4(threads=4)`: the devices that a net is for. */
import type { Value } from "../../base/value.ts";
import type { Expression, Statement } from "../../syntax/ast.ts";
import type { DeclaredTarget } from "../declared.ts";
import { lookUp } from "../scope.ts";
import { evaluate } from "./expression.ts";
import { type Context, placeAt, reportAside } from "./state.ts";

export function declareTargets(context: Context, statement: Statement & { readonly kind: "target" }): void {
  const { targets } = context.elaboration;
  for (const expression of statement.targets) {
    const target = readTarget(context, expression);
    if (target === undefined) continue;
    if (targets.some(({ name }) => name === target.name && target.settings.size === 0)) {
      reportAside(context, expression.at, "target-twice", `\`${target.name}\` is already a target.`, "Leave it out.");
    } else targets.push(target);
  }
}

/** A device by its name, and the variant that the arguments pick; undefined and a report where it is neither. */
export function readTarget(context: Context, expression: Expression): DeclaredTarget | undefined {
  if (expression.kind === "name") {
    return { name: expression.name, settings: new Map(), place: placeAt(context, expression.at) };
  }
  if (expression.kind !== "call") {
    if (expression.kind !== "broken") {
      const help = "Write `target pixel4`, or a variant: `target pixel4(threads=4, precision=int8)`.";
      reportAside(context, expression.at, "bad-target", "A target is the name of a device.", help);
    }
    return undefined;
  }
  const settings = new Map<string, Value>();
  for (const { name, value, at } of expression.arguments) {
    if (name === undefined) {
      const help = "Write `pixel4(threads=4)`.";
      reportAside(context, at, "unnamed-argument", "What picks a variant of a target is named.", help);
    } else settings.set(name.name, settingOf(context, value));
  }
  return { name: expression.callee.name, settings, place: placeAt(context, expression.callee.at) };
}

/** `precision=int8`: words of a device are no names of the net. */
function settingOf(context: Context, value: Expression): Value {
  if (value.kind === "name" && lookUp(context.scope, value.name) === undefined) {
    return { kind: "string", value: value.name };
  }
  return evaluate(context, value);
}
