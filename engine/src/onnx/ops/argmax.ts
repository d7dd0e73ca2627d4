import { bool, int as intValue } from "../../base/value.ts";
import { argmax as argmaxOperator, argmin as argminOperator } from "../../operators/argmax.ts";
import { int } from "../attributes.ts";
import { firstInput, type OnnxFacet, onnxFacet } from "../facet.ts";
import { cast } from "./operands.ts";

export const argmax = family(argmaxOperator, "ArgMax");
export const argmin = family(argminOperator, "ArgMin");

function family(operator: typeof argmaxOperator, op: string): OnnxFacet {
  return onnxFacet(operator, {
    emit(call, to) {
      const { name, type } = firstInput(call);
      const { axis, keepdims } = call.parameters;
      // ONNX has them for these integers too, ONNX Runtime does not.
      const isWidened = type.dtype === "i16" || type.dtype === "u16";
      const x = cast(to, name, type.dtype, isWidened ? "i32" : type.dtype === "u32" ? "i64" : type.dtype);
      return [to.node(op, [x], { axis: int(axis), keepdims: int(keepdims ? 1 : 0) })];
    },
    raise: {
      [op](node) {
        const x = node.input(0);
        if (x === undefined || (node.int("select_last_index") ?? 0) !== 0) return undefined;
        const keepdims = bool((node.int("keepdims") ?? 1) !== 0);
        return { inputs: [x], arguments: { axis: intValue(node.int("axis") ?? 0), keepdims } };
      },
    },
  });
}
