/** Linear layers as models have them: Gemm, or MatMul with a sum behind it, over stored weights. */
import { transposed } from "../../weights/rearrange.ts";
import type { Tensor } from "../../weights/tensor.ts";
import { eitherWay, from, type IdiomNode } from "./idiom.ts";
import { type Given, given } from "./scores.ts";

export interface LinearNodes {
  readonly data: Given;
  /** [out, in], as PyTorch keeps it. */
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
  readonly nodes: readonly IdiomNode[];
}

/** The linear layer whose last node this is. */
export function linearNodes(node: IdiomNode): LinearNodes | undefined {
  if (node.node.domain !== "") return undefined;
  switch (node.node.op) {
    case "Gemm":
      return gemm(node);
    case "MatMul":
      return product(node);
    case "Add":
      return eitherWay((one, other) => {
        const [matmul, bias] = [from(node, one, "MatMul"), node.input(other)?.constant];
        const linear = matmul === undefined ? undefined : product(matmul);
        if (linear === undefined || bias === undefined || !isBias(bias, linear.weight)) return undefined;
        return { ...linear, bias, nodes: [...linear.nodes, node] };
      });
    default:
      return undefined;
  }
}

function product(node: IdiomNode): LinearNodes | undefined {
  const [data, weight] = [given(node, 0), node.input(1)?.constant];
  if (data === undefined || weight?.shape.length !== 2 || data.value.constant !== undefined) return undefined;
  return { data, weight: transposed(weight, [1, 0]), bias: undefined, nodes: [node] };
}

function gemm(node: IdiomNode): LinearNodes | undefined {
  const [data, stored, bias] = [given(node, 0), node.input(1)?.constant, node.input(2)?.constant];
  const isPlain =
    (node.float("alpha") ?? 1) === 1 && (node.float("beta") ?? 1) === 1 && (node.int("transA") ?? 0) === 0;
  if (data === undefined || stored?.shape.length !== 2 || !isPlain || data.value.constant !== undefined)
    return undefined;
  const weight = (node.int("transB") ?? 0) === 1 ? stored : transposed(stored, [1, 0]);
  if (node.inputCount > 2 && (bias === undefined || !isBias(bias, weight))) return undefined;
  return { data, weight, bias, nodes: [node] };
}

function isBias(bias: Tensor, weight: Tensor): boolean {
  return bias.shape.length === 1 && bias.shape[0] === weight.shape[0] && bias.dtype === weight.dtype;
}
