import { int as intValue } from "../../base/value.ts";
import { normalize as operator } from "../../operators/normalize.ts";
import { axisOf } from "../../operators/shapes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { reduce } from "./axes.ts";

export const normalize = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { axis, eps } = call.parameters;
    const along = Number(axisOf(axis, type.shape.length));
    const length = reduce(to, "ReduceL2", name, [along], { keep: true });
    return [to.node("Div", [name, to.node("Max", [length, to.constant(type.dtype, eps)])])];
  },
  raise: {
    // It divides by the length alone, and gives zeros for a vector of zeros, as the quotient with a least length does.
    LpNormalization(node) {
      const x = node.input(0);
      if (x === undefined || (node.int("p") ?? 2) !== 2) return undefined;
      return { inputs: [x], arguments: { axis: intValue(node.int("axis") ?? -1) } };
    },
  },
});
