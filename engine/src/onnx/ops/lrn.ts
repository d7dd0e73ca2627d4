import { refuse } from "../../base/report.ts";
import { int as intValue } from "../../base/value.ts";
import { lrn as operator } from "../../operators/lrn.ts";
import { float, int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { numberArgument } from "./arguments.ts";
import { shapeOf } from "./shapes.ts";

export const lrn = onnxFacet(operator, {
  emit(call, to) {
    const { size, alpha, beta, k } = call.parameters;
    // ONNX and PyTorch put the middle of an even window on different sides; ONNX Runtime refuses it.
    if (size % 2 === 0) {
      return refuse("even-size", `ONNX knows no window of ${size} channels, which has no middle`, {
        help: `Use \`size=${size + 1}\`.`,
      });
    }
    const attributes = { size: int(size), alpha: float(alpha), beta: float(beta), bias: float(k) };
    const { name, type } = firstInput(call);
    if (type.shape.length === 4) return [to.node("LRN", [name], attributes)];
    // ONNX Runtime wants two spatial dims.
    const image = to.node("Reshape", [name, to.constant("i64", [0, 0, -1, 1])]);
    return [to.node("Reshape", [to.node("LRN", [image], attributes), shapeOf(to, name, type)])];
  },
  raise: {
    LRN(node) {
      const [x, size] = [node.input(0), node.int("size")];
      if (x === undefined || size === undefined || size % 2 === 0) return undefined;
      return {
        inputs: [x],
        arguments: {
          size: intValue(size),
          alpha: numberArgument(node.float("alpha") ?? 1e-4),
          beta: numberArgument(node.float("beta") ?? 0.75),
          k: numberArgument(node.float("bias") ?? 1),
        },
      };
    },
  },
});
