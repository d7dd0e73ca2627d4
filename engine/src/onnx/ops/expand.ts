import { isUnknown } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { expand as operator } from "../../operators/expand.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { intsArgument } from "./arguments.ts";

export const expand = onnxFacet(operator, {
  emit(call, to) {
    const extents = to.extents(call.parameters.shape);
    return isRefusal(extents) ? extents : [to.node("Expand", [firstInput(call).name, extents])];
  },
  raise: {
    Expand(node) {
      const [x, shape] = [node.input(0), node.input(1)?.integers];
      return x === undefined || shape === undefined || shape.some(isUnknown)
        ? undefined
        : { inputs: [x], arguments: { shape: intsArgument(shape) } };
    },
  },
});
