import { unsqueeze as operator } from "../../operators/unsqueeze.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { axesArgument } from "./arguments.ts";
import { axesOfNode, unsqueeze as writeUnsqueeze } from "./axes.ts";

export const unsqueeze = onnxFacet(operator, {
  emit: (call, to) => [writeUnsqueeze(to, firstInput(call).name, call.parameters.axis)],
  raise: {
    Unsqueeze(node) {
      const x = node.input(0);
      const count = node.ints("axes")?.length ?? node.input(1)?.numbers?.length;
      if (x === undefined || count === undefined) return undefined;
      const axes = axesOfNode(node, x.type.shape.length + count);
      return axes === undefined ? undefined : { inputs: [x], arguments: { axis: axesArgument(axes) } };
    },
  },
});
