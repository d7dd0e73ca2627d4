import { isFloat } from "../../base/tensor.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { linear as operator } from "../../operators/linear.ts";
import { picked, transposed } from "../../weights/rearrange.ts";
import { elementCount, reshaped, type Tensor } from "../../weights/tensor.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet, type RaisableValue, type RaisedNode } from "../facet.ts";

export const linear = onnxFacet(operator, {
  emit(call, to) {
    const x = firstInput(call);
    const { bias } = call.parameters;
    if (x.type.shape.length === 2) {
      const inputs = [x.name, call.weight("weight"), bias ? call.weight("bias") : undefined];
      return [to.node("Gemm", inputs, { transB: int(1) })];
    }
    const weight = to.initializer("weightTransposed", transposed(call.tensor("weight"), [1, 0]));
    const product = to.node("MatMul", [x.name, weight]);
    return [bias ? to.node("Add", [product, call.weight("bias")]) : product];
  },
  raise: {
    Gemm(node) {
      const [x, weight, given] = [node.input(0), node.input(1)?.constant, node.input(2)?.constant];
      const isPlain =
        (node.float("alpha") ?? 1) === 1 && (node.float("beta") ?? 1) === 1 && (node.int("transA") ?? 0) === 0;
      if (x === undefined || weight === undefined || !isPlain || x.type.shape.length !== 2) return undefined;
      const table = (node.int("transB") ?? 0) === 1 ? weight : transposed(weight, [1, 0]);
      const out = table.shape[0] ?? 0;
      const bias = given === undefined ? undefined : (biasOf(given, out) ?? repeated(given, out));
      return node.inputCount > 2 && bias === undefined ? undefined : linearCall(x, table, bias);
    },
    MatMul(node) {
      const [x, weight] = [node.input(0), node.input(1)?.constant];
      if (x === undefined || weight?.shape.length !== 2) return undefined;
      return linearCall(x, transposed(weight, [1, 0]), undefined);
    },
  },
});

/** A linear layer by its weight as PyTorch stores it, [out, in]; undefined where the data is not of floats. */
export function linearCall(x: RaisableValue, weight: Tensor, bias: Tensor | undefined): RaisedNode | undefined {
  if (!isFloat(x.type.dtype)) return undefined;
  return {
    inputs: [x],
    arguments: { out: intValue(weight.shape[0] ?? 0), bias: bool(bias !== undefined) },
    weights: { weight, ...(bias !== undefined && { bias }) },
  };
}

/** A single number as a list of `out`; undefined for any other tensor. */
function repeated(tensor: Tensor, out: number): Tensor | undefined {
  if (elementCount(tensor.shape) !== 1) return undefined;
  return picked(
    reshaped(tensor, [1]),
    0,
    Array.from({ length: out }, () => [0, 1] as const),
  );
}

/** A tensor that is added along the last axis, as a list of `out` numbers; undefined where it is another. */
export function biasOf(tensor: Tensor, out: number): Tensor | undefined {
  const [last = 1, ...others] = tensor.shape.toReversed();
  return last === out && tensor.shape.length > 0 && others.every((extent) => extent === 1)
    ? reshaped(tensor, [out])
    : undefined;
}
