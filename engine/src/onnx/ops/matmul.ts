import { type Refusal, refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { matmul as operator } from "../../operators/matmul.ts";
import { firstInput, onnxFacet, type RaisableNode, type RaisedNode } from "../facet.ts";

export const matmul = onnxFacet(operator, {
  emit(call, to) {
    const refusal = refuseNarrow(firstInput(call).type.dtype);
    if (refusal !== undefined) return refusal;
    return [
      to.node(
        "MatMul",
        call.inputs.map(({ name }) => name),
      ),
    ];
  },
  raise: {
    MatMul: onMatrices,
    Gemm(node) {
      const isPlain =
        (node.float("alpha") ?? 1) === 1 && (node.int("transA") ?? 0) === 0 && (node.int("transB") ?? 0) === 0;
      return isPlain && node.inputCount === 2 ? onMatrices(node) : undefined;
    },
  },
});

/** ONNX multiplies matrices of integers only in 32 and 64 bits. */
function refuseNarrow(dtype: Dtype): Refusal | undefined {
  if (!/^[iu](?:4|8|16)$/.test(dtype)) return undefined;
  return refuse("dtype-not-in-onnx", `ONNX has no matrix product of ${dtype}`, { help: "Add `cast(i32)` before it." });
}

function onMatrices(node: RaisableNode): RaisedNode | undefined {
  const [a, b] = [node.input(0), node.input(1)];
  if (a === undefined || b === undefined || a.type.shape.length < 2 || b.type.shape.length < 2) return undefined;
  return { inputs: [a, b] };
}
