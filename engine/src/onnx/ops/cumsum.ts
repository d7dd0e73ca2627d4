import { int as intValue } from "../../base/value.ts";
import { cumsum as operator } from "../../operators/cumsum.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { computed } from "./operands.ts";

export const cumsum = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const axis = to.constant("i64", call.parameters.axis);
    return [computed(to, type.dtype, ["i32"], [name], ([x]) => to.node("CumSum", [x, axis]))];
  },
  raise: {
    CumSum(node) {
      const [x, axis] = [node.input(0), node.input(1)?.numbers];
      const isPlain = (node.int("exclusive") ?? 0) === 0 && (node.int("reverse") ?? 0) === 0;
      const [along] = axis ?? [];
      if (x === undefined || along === undefined || axis?.length !== 1 || !isPlain) return undefined;
      return { inputs: [x], arguments: { axis: intValue(along) } };
    },
  },
});
