import { bool } from "../../base/value.ts";
import { bn as operator } from "../../operators/bn.ts";
import { float } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { numberArgument } from "./arguments.ts";

export const bn = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { affine, eps } = call.parameters;
    const { shape } = call.tensor("running_mean");
    const inputs = [
      name,
      affine ? call.weight("weight") : to.constant(type.dtype, 1, shape),
      affine ? call.weight("bias") : to.constant(type.dtype, 0, shape),
      call.weight("running_mean"),
      call.weight("running_var"),
    ];
    return [to.node("BatchNormalization", inputs, { epsilon: float(eps) })];
  },
  raise: {
    BatchNormalization(node) {
      const x = node.input(0);
      const [weight, bias, mean, variance] = [1, 2, 3, 4].map((index) => node.input(index)?.constant);
      const isRunning = (node.int("training_mode") ?? 0) === 0 && (node.int("spatial") ?? 1) === 1;
      if (x === undefined || !isRunning || node.resultCount > 1) return undefined;
      if (weight === undefined || bias === undefined || mean === undefined || variance === undefined) return undefined;
      const channels = weight.shape.join();
      const fits = [weight, bias, mean, variance].every(({ shape }) => shape.length === 1 && shape.join() === channels);
      if (!fits) return undefined;
      return {
        inputs: [x],
        arguments: { eps: numberArgument(node.float("epsilon") ?? 1e-5), affine: bool(true) },
        // A scale of ones is one that training began with as often as one that nobody learns.
        weights: { weight, bias, running_mean: mean, running_var: variance },
        results: [0],
      };
    },
  },
});
