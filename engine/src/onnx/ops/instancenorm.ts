import { isRefusal } from "../../base/report.ts";
import { bool } from "../../base/value.ts";
import { instancenorm as operator } from "../../operators/instancenorm.ts";
import type { Tensor } from "../../weights/tensor.ts";
import { float } from "../attributes.ts";
import { firstInput, onnxFacet, type RaisableValue } from "../facet.ts";
import { numberArgument, statedExtent } from "./arguments.ts";

export const instancenorm = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { eps, affine } = call.parameters;
    const channels = statedExtent(type.shape[1] ?? 1, "channels");
    if (isRefusal(channels)) return channels;
    const scale = affine ? call.weight("weight") : to.constant(type.dtype, 1, [channels]);
    const shift = affine ? call.weight("bias") : to.constant(type.dtype, 0, [channels]);
    return [to.node("InstanceNormalization", [name, scale, shift], { epsilon: float(eps) })];
  },
  raise: {
    InstanceNormalization(node) {
      const [x, scale, shift] = [node.input(0), node.input(1), node.input(2)];
      const [weight, bias]: readonly (Tensor | undefined)[] = [scale?.constant, shift?.constant];
      if (x === undefined || weight === undefined || bias === undefined) return undefined;
      const eps = numberArgument(node.float("epsilon") ?? 1e-5);
      // PyTorch writes ones and zeros where nothing is learned, which is the default.
      if (isAll(scale, 1) && isAll(shift, 0)) return { inputs: [x], arguments: { eps, affine: bool(false) } };
      return { inputs: [x], arguments: { eps, affine: bool(true) }, weights: { weight, bias } };
    },
  },
});

function isAll(value: RaisableValue | undefined, number: number): boolean {
  return value?.numbers?.every((each) => each === number) === true;
}
