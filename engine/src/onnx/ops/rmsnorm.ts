import { int as intValue } from "../../base/value.ts";
import { rmsnorm as operator } from "../../operators/rmsnorm.ts";
import { axisOf } from "../../operators/shapes.ts";
import { float, int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { numberArgument } from "./arguments.ts";
import { reduce } from "./axes.ts";

export const rmsnorm = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { axis, eps, affine } = call.parameters;
    if (to.opset >= 23 && affine) {
      const inputs = [name, call.weight("weight")];
      return [to.node("RMSNormalization", inputs, { axis: int(axis), epsilon: float(eps) })];
    }
    const first = Number(axisOf(axis, type.shape.length));
    const axes = [...type.shape.keys()].slice(first);
    const energy = reduce(to, "ReduceMean", to.node("Mul", [name, name]), axes, { keep: true });
    const root = to.node("Sqrt", [to.node("Add", [energy, to.constant(type.dtype, eps)])]);
    const normalised = to.node("Div", [name, root]);
    return [affine ? to.node("Mul", [normalised, call.weight("weight")]) : normalised];
  },
  raise: {
    RMSNormalization(node) {
      const [x, weight] = [node.input(0), node.input(1)?.constant];
      if (x === undefined || weight === undefined) return undefined;
      const rank = x.type.shape.length;
      const axis = node.int("axis") ?? -1;
      if (weight.shape.join() !== x.type.shape.slice(axis < 0 ? axis + rank : axis).join()) return undefined;
      return {
        inputs: [x],
        arguments: { axis: intValue(axis), eps: numberArgument(node.float("epsilon") ?? 1e-5) },
        weights: { weight },
      };
    },
  },
});
