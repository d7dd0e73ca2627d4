import * as operators from "../../operators/comparison.ts";
import { type OnnxFacet, onnxFacet } from "../facet.ts";
import { combined, onOperands } from "./operands.ts";

export const equal = comparison(operators.equal, "Equal");
export const less = comparison(operators.less, "Less");
export const lessOrEqual = comparison(operators.lessOrEqual, "LessOrEqual");
export const greater = comparison(operators.greater, "Greater");
export const greaterOrEqual = comparison(operators.greaterOrEqual, "GreaterOrEqual");

export const notEqual = onnxFacet(operators.notEqual, {
  emit: (call, to) => [to.node("Not", [to.node("Equal", combined(call.inputs, to).names)])],
  raise: {},
});

function comparison(operator: typeof operators.equal, op: string): OnnxFacet {
  return onnxFacet(operator, {
    emit: (call, to) => [to.node(op, combined(call.inputs, to).names)],
    raise: { [op]: onOperands },
  });
}
