import { stack as operator } from "../../operators/stack.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { unsqueeze } from "./axes.ts";

export const stack = onnxFacet(operator, {
  emit(call, to) {
    const rank = firstInput(call).type.shape.length + 1;
    const { axis } = call.parameters;
    const place = axis < 0 ? axis + rank : axis;
    const layers = call.inputs.map(({ name }) => unsqueeze(to, name, [place]));
    return [layers.length === 1 ? (layers[0] ?? "") : to.node("Concat", layers, { axis: int(place) })];
  },
  raise: {},
});
