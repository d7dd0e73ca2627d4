import { add as addOperator } from "../../operators/binary.ts";
import { onnxFacet, type RaisableNode, type RaisedNode } from "../facet.ts";

export const add = onnxFacet(addOperator, {
  emit: (call, to) => [
    to.node(
      "Add",
      call.inputs.map(({ name }) => name),
    ),
  ],
  raise: { Add: onOperands },
});

/** A node of two operands that broadcast; a stored number becomes a number of the text. */
function onOperands(node: RaisableNode): RaisedNode | undefined {
  const [a, b] = [node.input(0), node.input(1)];
  if (a === undefined || b === undefined) return undefined;
  return { inputs: [a, b] };
}
