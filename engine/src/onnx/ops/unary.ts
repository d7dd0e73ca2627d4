/** Operators that are one node of one input, without attributes. */
import type { Operator } from "../../operators/operator.ts";
import { firstInput, type OnnxFacet } from "../facet.ts";
import { onData } from "./operands.ts";

export function unaryFacet(operator: Operator, op: string): OnnxFacet {
  return {
    operator,
    emit: (call, to) => [to.node(op, [firstInput(call).name])],
    raise: { [op]: onData },
  };
}
