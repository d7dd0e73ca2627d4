import { isRefusal, refuse } from "../../base/report.ts";
import { isFloat } from "../../base/tensor.ts";
import { maxpool as operator } from "../../operators/maxpool.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { poolAttributes, readPool } from "./pool.ts";

export const maxpool = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const attributes = poolAttributes(type, call.parameters);
    if (isRefusal(attributes)) return attributes;
    if (!isFloat(type.dtype) && type.dtype !== "i8" && type.dtype !== "u8") {
      return refuse("dtype-not-in-onnx", `ONNX has no MaxPool of ${type.dtype}`, {
        help: "Add `cast(f32)` before it.",
      });
    }
    return [to.node("MaxPool", [name], attributes)];
  },
  raise: {
    MaxPool(node) {
      const read = readPool(node);
      // A second result is where the greatest values were.
      if (read === undefined || node.resultCount > 1) return undefined;
      return { inputs: [read.x], arguments: read.window, results: [0] };
    },
  },
});
