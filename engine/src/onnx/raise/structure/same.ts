/** What reads the same in a text. */
import type { Value } from "../../../base/value.ts";
import type { DraftCall } from "../draft.ts";
import { valueText } from "../valueText.ts";

/** Whether two values read the same in a text. Tensors never do. */
export function sameValue(one: Value, other: Value): boolean {
  const named = (id: number) => `#${id}`;
  return (
    one.kind === other.kind && one.kind !== "tensor" && valueText(one, named, true) === valueText(other, named, true)
  );
}

/** Whether two calls read the same in a text, whatever flows into them. */
export function sameCall(one: DraftCall, other: DraftCall): boolean {
  return (
    sameCallee(one, other) &&
    one.inputs.length === other.inputs.length &&
    one.inputs.every((operand, index) => {
      const counterpart = other.inputs[index];
      return operand.kind !== "number" || (counterpart?.kind === "number" && counterpart.value === operand.value);
    }) &&
    one.arguments.size === other.arguments.size &&
    [...one.arguments].every(([name, value]) => {
      const counterpart = other.arguments.get(name);
      return counterpart !== undefined && sameValue(value, counterpart);
    }) &&
    one.annotations.join() === other.annotations.join()
  );
}

function sameCallee({ callee: one }: DraftCall, { callee: other }: DraftCall): boolean {
  if (one.kind === "operator") return other.kind === "operator" && one.operator === other.operator;
  return other.kind === "foreign" && one.name === other.name && one.domain === other.domain;
}
