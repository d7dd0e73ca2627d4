import * as operators from "../../operators/logical.ts";
import { firstInput, type OnnxFacet, onnxFacet } from "../facet.ts";
import { onData, onOperands } from "./operands.ts";

export const logicalAnd = logical(operators.logicalAnd, "And");
export const logicalOr = logical(operators.logicalOr, "Or");
export const logicalXor = logical(operators.logicalXor, "Xor");

export const logicalNot = onnxFacet(operators.logicalNot, {
  emit: (call, to) => [to.node("Not", [firstInput(call).name])],
  raise: { Not: onData },
});

function logical(operator: typeof operators.logicalAnd, op: string): OnnxFacet {
  return onnxFacet(operator, {
    emit: (call, to) => [
      to.node(
        op,
        call.inputs.map(({ name }) => name),
      ),
    ],
    raise: { [op]: onOperands },
  });
}
