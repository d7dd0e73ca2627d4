import { bool, int as intValue } from "../../base/value.ts";
import { linear as operator } from "../../operators/linear.ts";
import { transposed } from "../../weights/rearrange.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";

export const linear = onnxFacet(operator, {
  emit(call, to) {
    const x = firstInput(call);
    const { bias } = call.parameters;
    if (x.type.shape.length === 2) {
      const inputs = [x.name, call.weight("weight"), bias ? call.weight("bias") : undefined];
      return [to.node("Gemm", inputs, { transB: int(1) })];
    }
    const weight = to.initializer("weight_transposed", transposed(call.tensor("weight"), [1, 0]));
    const product = to.node("MatMul", [x.name, weight]);
    return [bias ? to.node("Add", [product, call.weight("bias")]) : product];
  },
  raise: {
    Gemm(node) {
      const [x, weight, bias] = [node.input(0), node.input(1)?.constant, node.input(2)?.constant];
      const isPlain =
        (node.float("alpha") ?? 1) === 1 && (node.float("beta") ?? 1) === 1 && (node.int("transA") ?? 0) === 0;
      if (x === undefined || weight === undefined || !isPlain || x.type.shape.length !== 2) return undefined;
      const table = (node.int("transB") ?? 0) === 1 ? weight : transposed(weight, [1, 0]);
      const [out = 0] = table.shape;
      if (node.inputCount > 2 && (bias?.shape.length !== 1 || bias.shape[0] !== out)) return undefined;
      return {
        inputs: [x],
        arguments: { out: intValue(out), bias: bool(bias !== undefined) },
        weights: { weight: table, ...(bias !== undefined && { bias }) },
      };
    },
  },
});
