import { isRefusal } from "../../base/report.ts";
import { int as intValue } from "../../base/value.ts";
import { dwconv as operator } from "../../operators/dwconv.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { statedExtent } from "./arguments.ts";
import { isDepthwise, readConvolution } from "./conv.ts";
import { slidOver, windowAttributes } from "./window.ts";

export const dwconv = onnxFacet(operator, {
  emit(call, to) {
    const x = firstInput(call);
    const { bias, pad } = call.parameters;
    const channels = statedExtent(x.type.shape[1] ?? 1, "channels");
    if (isRefusal(channels)) return channels;
    const window = windowAttributes(slidOver(x.type, call.parameters), pad);
    if (isRefusal(window)) return window;
    const attributes = { ...window, group: channels === 1 ? undefined : int(channels) };
    return [to.node("Conv", [x.name, call.weight("weight"), bias ? call.weight("bias") : undefined], attributes)];
  },
  raise: {
    Conv(node) {
      const read = readConvolution(node);
      if (read === undefined || !isDepthwise(node)) return undefined;
      const multiplier = read.out / (node.int("group") ?? 1);
      return { ...read, arguments: { ...read.arguments, multiplier: intValue(multiplier) } };
    },
  },
});
