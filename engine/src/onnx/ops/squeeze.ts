import { squeeze as operator } from "../../operators/squeeze.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { axesArgument } from "./arguments.ts";
import { axesOfNode } from "./axes.ts";

export const squeeze = onnxFacet(operator, {
  emit: (call, to) => [to.node("Squeeze", [firstInput(call).name, to.constant("i64", call.parameters.axis)])],
  raise: {
    Squeeze(node) {
      const x = node.input(0);
      if (x === undefined) return undefined;
      const { shape } = x.type;
      const isStated = node.ints("axes") !== undefined || node.inputCount > 1;
      // Without axes all of extent 1 go, which must then be known of every one.
      const all = shape.every((extent) => typeof extent === "number")
        ? [...shape.keys()].filter((axis) => shape[axis] === 1)
        : undefined;
      const axes = isStated ? axesOfNode(node, shape.length) : all;
      return axes === undefined ? undefined : { inputs: [x], arguments: { axis: axesArgument(axes) } };
    },
  },
});
