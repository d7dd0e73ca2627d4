import { type Refusal, refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { cast as operator } from "../../operators/cast.ts";
import { int } from "../attributes.ts";
import { dtypeOfNumber, numberOfDtype } from "../dataTypes.ts";
import { firstInput, onnxFacet } from "../facet.ts";

export const cast = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { dtype } = call.parameters;
    const refusal = refuseNew(type.dtype, to.opset) ?? refuseNew(dtype, to.opset);
    if (refusal !== undefined) return refusal;
    return [type.dtype === dtype ? name : to.node("Cast", [name], { to: int(numberOfDtype(dtype)) })];
  },
  raise: {
    Cast(node) {
      const [x, number] = [node.input(0), node.int("to")];
      const dtype = number === undefined ? undefined : dtypeOfNumber(number);
      return x === undefined || dtype === undefined
        ? undefined
        : { inputs: [x], arguments: { dtype: { kind: "dtype", dtype } } };
    },
  },
});

/** Integers of four bits came with operator set 21. */
function refuseNew(dtype: Dtype, opset: number): Refusal | undefined {
  if (opset >= 21 || (dtype !== "i4" && dtype !== "u4")) return undefined;
  return refuse("dtype-not-in-onnx", `opset ${opset} has no ${dtype}`, { help: "Choose opset 21 or newer." });
}
