import { productDims } from "../../base/dim.ts";
import { int as intValue } from "../../base/value.ts";
import { flatten as operator } from "../../operators/flatten.ts";
import { axisOf } from "../../operators/shapes.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { isShape, reshapedTo, statedShape } from "./shapes.ts";

export const flatten = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const from = Number(axisOf(call.parameters.from, type.shape.length, "from"));
    if (from === 1) return [to.node("Flatten", [name], { axis: int(1) })];
    const kept = Array.from({ length: from }, () => 0);
    return [to.node("Reshape", [name, to.constant("i64", [...kept, -1])])];
  },
  raise: {
    // ONNX also joins the axes before; with one of them that changes nothing.
    Flatten(node) {
      const x = node.input(0);
      const axis = node.int("axis") ?? 1;
      const rank = x?.type.shape.length ?? 0;
      return x !== undefined && rank > 1 && (axis === 1 || axis === 1 - rank) ? { inputs: [x] } : undefined;
    },
    Reshape(node) {
      const [x, stated] = [node.input(0), statedShape(node)];
      if (x === undefined || stated === undefined) return undefined;
      const from = stated.length - 1;
      if (from < 0 || from >= x.type.shape.length - 1) return undefined;
      const shape = reshapedTo(x.type.shape, stated);
      const flat = [...x.type.shape.slice(0, from), productDims(x.type.shape.slice(from))];
      return shape !== undefined && isShape(shape, flat)
        ? { inputs: [x], arguments: { from: intValue(from) } }
        : undefined;
    },
  },
});
