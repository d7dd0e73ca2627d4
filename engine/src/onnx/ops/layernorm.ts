import { int as intValue } from "../../base/value.ts";
import { layernorm as operator } from "../../operators/layernorm.ts";
import { axisOf } from "../../operators/shapes.ts";
import { bytesOfNumbers } from "../../weights/numbers.ts";
import { elementCount, type Tensor, tensorOfBytes } from "../../weights/tensor.ts";
import { float, int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { numberArgument } from "./arguments.ts";
import { reduce } from "./axes.ts";

export const layernorm = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { axis, eps, affine } = call.parameters;
    if (to.opset >= 17 && affine) {
      const inputs = [name, call.weight("weight"), call.weight("bias")];
      return [to.node("LayerNormalization", inputs, { axis: int(axis), epsilon: float(eps) })];
    }
    const first = Number(axisOf(axis, type.shape.length));
    const axes = [...type.shape.keys()].slice(first);
    const centred = to.node("Sub", [name, reduce(to, "ReduceMean", name, axes, { keep: true })]);
    const square = to.node("Mul", [centred, centred]);
    const variance = reduce(to, "ReduceMean", square, axes, { keep: true });
    const deviation = to.node("Sqrt", [to.node("Add", [variance, to.constant(type.dtype, eps)])]);
    const normalised = to.node("Div", [centred, deviation]);
    if (!affine) return [normalised];
    return [to.node("Add", [to.node("Mul", [normalised, call.weight("weight")]), call.weight("bias")])];
  },
  raise: {
    LayerNormalization(node) {
      const [x, weight, bias] = [node.input(0), node.input(1)?.constant, node.input(2)?.constant];
      if (x === undefined || weight === undefined || node.resultCount > 1) return undefined;
      if (node.inputCount > 2 && bias === undefined) return undefined;
      const rank = x.type.shape.length;
      const axis = node.int("axis") ?? -1;
      const shape = x.type.shape.slice(axis < 0 ? axis + rank : axis).join();
      if (weight.shape.join() !== shape || (bias !== undefined && bias.shape.join() !== shape)) return undefined;
      return {
        inputs: [x],
        arguments: { axis: intValue(axis), eps: numberArgument(node.float("epsilon") ?? 1e-5) },
        weights: { weight, bias: bias ?? zerosLike(weight) },
        results: [0],
      };
    },
  },
});

/** A shift that changes nothing, where a node has none. */
export function zerosLike({ dtype, shape }: Tensor): Tensor {
  return tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, new Float64Array(elementCount(shape))));
}
