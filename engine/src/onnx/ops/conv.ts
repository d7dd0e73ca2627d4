import { isRefusal } from "../../base/report.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { conv as operator } from "../../operators/conv.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { defaultPad, extentsValue, padArgument, slidOver, windowAttributes } from "./window.ts";

export const conv = onnxFacet(operator, {
  emit(call, to) {
    const x = firstInput(call);
    const { groups, bias, pad } = call.parameters;
    const window = windowAttributes(slidOver(x.type, call.parameters), pad);
    if (isRefusal(window)) return window;
    const attributes = { ...window, group: groups === 1 ? undefined : int(Number(groups)) };
    return [to.node("Conv", [x.name, call.weight("weight"), bias ? call.weight("bias") : undefined], attributes)];
  },
  raise: {
    Conv(node) {
      const [x, weight, bias] = [node.input(0), node.input(1), node.input(2)];
      const kernelTensor = weight?.constant;
      if (x === undefined || kernelTensor === undefined || kernelTensor.shape.length !== x.type.shape.length)
        return undefined;
      if (node.inputCount > 2 && bias?.constant === undefined) return undefined;
      const [out = 0, , ...kernel] = kernelTensor.shape;
      const stride = node.ints("strides") ?? kernel.map(() => 1);
      const dilation = node.ints("dilations") ?? kernel.map(() => 1);
      const pad = padArgument(node, x.type.shape.slice(2), kernel, stride, dilation, defaultPad);
      if (isRefusal(pad)) return undefined;
      const groups = node.int("group") ?? 1;
      return {
        inputs: [x],
        arguments: {
          out: intValue(out),
          kernel: extentsValue(kernel),
          stride: extentsValue(stride),
          pad,
          dilation: extentsValue(dilation),
          groups: intValue(groups),
          bias: bool(bias !== undefined),
        },
        weights: { weight: kernelTensor, ...(bias?.constant !== undefined && { bias: bias.constant }) },
      };
    },
  },
});
