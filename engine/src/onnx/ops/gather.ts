import { isFloat } from "../../base/tensor.ts";
import { int as intValue } from "../../base/value.ts";
import { gather as operator } from "../../operators/gather.ts";
import { int } from "../attributes.ts";
import { numberOfDtype } from "../dataTypes.ts";
import { onnxFacet } from "../facet.ts";

export const gather = onnxFacet(operator, {
  emit(call, to) {
    const [x, indices] = call.inputs;
    const isTaken = indices?.type.dtype === "i64" || indices?.type.dtype === "i32";
    // ONNX takes indices of 32 and 64 bits only.
    const picks = isTaken ? indices.name : to.node("Cast", [indices?.name], { to: int(numberOfDtype("i64")) });
    return [to.node("Gather", [x?.name, picks], { axis: int(call.parameters.axis) })];
  },
  raise: {
    Gather(node) {
      const [x, indices] = [node.input(0), node.input(1)];
      const axis = node.int("axis") ?? 0;
      if (x === undefined || indices === undefined) return undefined;
      // Rows of a stored table are an embedding.
      const isTable = x.constant?.shape.length === 2 && isFloat(x.type.dtype) && axis === 0;
      return isTable ? undefined : { inputs: [x, indices], arguments: { axis: intValue(axis) } };
    },
  },
});
