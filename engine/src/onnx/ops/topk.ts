import { isRefusal } from "../../base/report.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { topk as operator } from "../../operators/topk.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { cast } from "./operands.ts";

export const topk = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { k, axis, largest } = call.parameters;
    const count = to.extents([k]);
    if (isRefusal(count)) return count;
    // ONNX has it for smaller integers too, ONNX Runtime does not.
    const wide = /^(?:[iu](?:8|16))$/.test(type.dtype) ? "i32" : type.dtype === "u32" ? "i64" : type.dtype;
    const data = cast(to, name, type.dtype, wide);
    const attributes = { axis: int(axis), largest: largest ? undefined : int(0) };
    const [values = "", indices = ""] = to.nodes("TopK", [data, count], 2, attributes);
    return [cast(to, values, wide, type.dtype), indices];
  },
  raise: {
    TopK(node) {
      const x = node.input(0);
      // Before opset 10 the number is an attribute.
      const counts = node.opset < 10 ? [node.int("k")] : node.input(1)?.integers;
      const [k] = counts ?? [];
      if (x === undefined || k === undefined || counts?.length !== 1 || (node.int("sorted") ?? 1) !== 1)
        return undefined;
      return {
        inputs: [x],
        arguments: {
          k: intValue(k),
          axis: intValue(node.int("axis") ?? -1),
          largest: bool((node.int("largest") ?? 1) !== 0),
        },
      };
    },
  },
});
