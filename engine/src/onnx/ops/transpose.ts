import { transpose as operator } from "../../operators/transpose.ts";
import { ints } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { intsArgument } from "./arguments.ts";

export const transpose = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const rank = type.shape.length;
    const perm = call.parameters.order.map((axis) => (axis < 0 ? axis + rank : axis));
    return [to.node("Transpose", [name], { perm: ints(perm) })];
  },
  raise: {
    Transpose(node) {
      const x = node.input(0);
      if (x === undefined) return undefined;
      const order = node.ints("perm") ?? [...x.type.shape.keys()].reverse();
      return { inputs: [x], arguments: { order: intsArgument(order) } };
    },
  },
});
