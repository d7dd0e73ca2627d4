import { bool } from "../../base/value.ts";
import { prelu as operator } from "../../operators/prelu.ts";
import { elementCount, reshaped } from "../../weights/tensor.ts";
import { firstInput, onnxFacet } from "../facet.ts";

export const prelu = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const behind = Math.max(type.shape.length - 2, 0);
    if (!call.parameters.per_channel || behind === 0) return [to.node("PRelu", [name, call.weight("weight")])];
    // The slopes meet axis 1 where they have as many axes behind them as the data.
    const slopes = call.tensor("weight");
    const shape = [...slopes.shape, ...Array.from({ length: behind }, () => 1)];
    return [to.node("PRelu", [name, to.initializer("weightPerChannel", reshaped(slopes, shape))])];
  },
  raise: {
    PRelu(node) {
      const [x, slopes] = [node.input(0), node.input(1)?.constant];
      if (x === undefined || slopes === undefined) return undefined;
      const count = elementCount(slopes.shape);
      const place = x.type.shape.length - slopes.shape.length;
      const isPerChannel = count > 1 && slopes.shape.every((extent, axis) => extent === 1 || place + axis === 1);
      if ((count !== 1 && !isPerChannel) || place < 0) return undefined;
      return {
        inputs: [x],
        arguments: { per_channel: bool(isPerChannel) },
        weights: { weight: reshaped(slopes, [count]) },
      };
    },
  },
});
