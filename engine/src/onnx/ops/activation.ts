import { relu as reluOperator, sigmoid as sigmoidOperator, tanh as tanhOperator } from "../../operators/activation.ts";
import { firstInput, onnxFacet, type RaisableNode, type RaisedNode } from "../facet.ts";

export const relu = onnxFacet(reluOperator, {
  emit: (call, to) => [to.node("Relu", [firstInput(call).name])],
  raise: { Relu: onData },
});

export const sigmoid = onnxFacet(sigmoidOperator, {
  emit: (call, to) => [to.node("Sigmoid", [firstInput(call).name])],
  raise: { Sigmoid: onData },
});

export const tanh = onnxFacet(tanhOperator, {
  emit: (call, to) => [to.node("Tanh", [firstInput(call).name])],
  raise: { Tanh: onData },
});

/** A node with one input and nothing else to say. */
function onData(node: RaisableNode): RaisedNode | undefined {
  const x = node.input(0);
  return x === undefined ? undefined : { inputs: [x] };
}
