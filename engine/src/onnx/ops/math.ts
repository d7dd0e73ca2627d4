import { refuse } from "../../base/report.ts";
import * as operators from "../../operators/math.ts";
import { firstInput, type OnnxFacet, onnxFacet } from "../facet.ts";
import { onData } from "./operands.ts";

export const neg = onnxFacet(operators.neg, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    if (!type.dtype.startsWith("u")) return [to.node("Neg", [name])];
    return refuse("not-in-onnx", `ONNX has no negative of ${type.dtype}`, { help: "Cast the data to a signed type." });
  },
  raise: { Neg: onData },
});
export const abs = math(operators.abs, "Abs");
export const sign = math(operators.sign, "Sign");
export const floor = math(operators.floor, "Floor");
export const ceil = math(operators.ceil, "Ceil");
export const round = math(operators.round, "Round");
export const exp = math(operators.exp, "Exp");
export const log = math(operators.log, "Log");
export const sqrt = math(operators.sqrt, "Sqrt");
export const reciprocal = math(operators.reciprocal, "Reciprocal");
export const erf = math(operators.erf, "Erf");
export const sin = math(operators.sin, "Sin");
export const cos = math(operators.cos, "Cos");

function math(operator: typeof operators.abs, op: string): OnnxFacet {
  return onnxFacet(operator, {
    emit: (call, to) => [to.node(op, [firstInput(call).name])],
    raise: { [op]: onData },
  });
}
