import { isKnown } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { isFloat } from "../../base/tensor.ts";
import { float, int as intValue, list } from "../../base/value.ts";
import { constant as operator } from "../../operators/constant.ts";
import { bytesOfNumbers, numbersOf } from "../../weights/numbers.ts";
import { tensorOfBytes } from "../../weights/tensor.ts";
import { onnxFacet, type RaisableNode } from "../facet.ts";

export const constant = onnxFacet(operator, {
  emit(call, to) {
    const { value, dtype, shape = value.shape } = call.parameters;
    if (shape.every(isKnown)) return [call.weight("")];
    // Symbolic extents hold one number for all elements, which is not a matter of the weights file.
    const extents = to.extents(shape);
    if (isRefusal(extents)) return extents;
    const tensor = tensorOfBytes(dtype, [1], bytesOfNumbers(dtype, value.values));
    return [to.node("ConstantOfShape", [extents], { value: { kind: "tensor", tensor: { kind: "tensor", tensor } } })];
  },
  raise: {
    ConstantOfShape(node) {
      const shape = node.input(0)?.integers;
      const filled = filling(node);
      if (shape === undefined || filled === undefined) return undefined;
      const { dtype, value } = filled;
      return {
        inputs: [],
        arguments: {
          value: isFloat(dtype) ? float(value) : intValue(value),
          shape: list(shape.map(intValue)),
          dtype: { kind: "dtype", dtype },
        },
      };
    },
  },
});

/** What a node fills its result with: 0 in f32 where nothing is said. */
function filling(node: RaisableNode) {
  const attribute = node.node.attributes.get("value");
  if (attribute === undefined) return { dtype: "f32" as const, value: 0 };
  if (attribute.kind !== "tensor" || attribute.tensor.kind !== "tensor") return undefined;
  const { dtype, content } = attribute.tensor.tensor;
  if (content.kind !== "bytes" || dtype === "bool") return undefined;
  const [value] = numbersOf(dtype, content.bytes);
  return value === undefined || !Number.isFinite(value) ? undefined : { dtype, value };
}
