import { isRefusal } from "../../base/report.ts";
import { bool } from "../../base/value.ts";
import { avgpool as operator } from "../../operators/avgpool.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { poolAttributes, readPool } from "./pool.ts";

export const avgpool = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const attributes = poolAttributes(type, { ...call.parameters, dilation: 1 });
    if (isRefusal(attributes)) return attributes;
    const isPadded = attributes.pads !== undefined || attributes.auto_pad !== undefined;
    // ONNX leaves padding out of the mean where it is not told otherwise.
    const counted = isPadded && call.parameters.count_pad ? int(1) : undefined;
    return [to.node("AveragePool", [name], { ...attributes, count_include_pad: counted })];
  },
  raise: {
    AveragePool(node) {
      const read = readPool(node);
      if (read === undefined || (node.ints("dilations") ?? []).some((step) => step !== 1)) return undefined;
      const { dilation: _, ...window } = read.window;
      const isCounted = window.pad === undefined || (node.int("count_include_pad") ?? 0) === 1;
      return { inputs: [read.x], arguments: { ...window, count_pad: bool(isCounted) } };
    },
  },
});
