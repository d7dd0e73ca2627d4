/** `k = choose(3, 5, 7)`: a value that stands open. The first stands until another is picked by the choice's address. */
import { formatDim } from "../../base/dim.ts";
import { noneValue, unknownValue, type Value } from "../../base/value.ts";
import type { Choice } from "../../graph/graph.ts";
import type { Expression, Identifier } from "../../syntax/ast.ts";
import { evaluate } from "./expression.ts";
import { type Context, placeAt, report } from "./state.ts";

/** The picked value. Each instance of a block chooses on its own: the address is `<instance path>.<name>`. */
export function evaluateChoose(
  context: Context,
  name: Identifier,
  expression: Expression & { readonly kind: "choose" },
): Value {
  const { elaboration } = context;
  const values: Value[] = [];
  for (const { name: label, value, at } of expression.arguments) {
    if (label !== undefined)
      report(context, at, "unknown-argument", "What is chosen from has no names.", "Leave it out.");
    const option = evaluate(context, value);
    if (option.kind === "tensor") {
      const help = "Choose the operator or block that makes it: `op = choose(relu, hardswish)`.";
      report(context, at, "bad-choice", "A tensor cannot be chosen: all of them would be computed.", help);
    } else values.push(option);
  }
  const [first] = values;
  if (first === undefined) {
    if (expression.arguments.length === 0) {
      report(context, expression.at, "bad-choice", "There is nothing to choose from.", "Write `choose(3, 5, 7)`.");
    }
    return unknownValue;
  }
  const path = elaboration.instances[context.instance]?.path ?? "";
  const address = path === "" ? name.name : `${path}.${name.name}`;
  const wanted = elaboration.picks.get(address);
  const index = wanted === undefined ? 0 : values.findIndex((value) => optionText(value) === optionText(wanted));
  if (index === -1) {
    const options = values.map(optionText).join(", ");
    const message = `\`${address}\` is set to ${optionText(wanted ?? noneValue)}, which is not among ${options}.`;
    report(context, expression.at, "bad-pick", message, "Set it to one of them.");
  }
  const picked = Math.max(0, index);
  elaboration.choices.push({ address, options: values.map(optionText), picked, place: placeAt(context, name.at) });
  return values[picked] ?? first;
}

/** An option as it is written: what a pick names it by. */
export function optionText(value: Value): Choice["options"][number] {
  switch (value.kind) {
    case "number":
      return formatDim(value.value);
    case "bool":
    case "string":
      return String(value.value);
    case "list":
      return `[${value.items.map(optionText).join(", ")}]`;
    case "dtype":
      return value.dtype;
    case "callable":
      return value.name;
    case "none":
      return "none";
    case "tensor":
    case "unknown":
      return "?";
  }
}
