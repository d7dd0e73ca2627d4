/** Softmax and its logarithm, which differ only in the node. */
import { int as intValue } from "../../base/value.ts";
import { logSoftmax as logSoftmaxOperator, softmax as softmaxOperator } from "../../operators/softmax.ts";
import { int } from "../attributes.ts";
import { firstInput, type OnnxFacet, type RaisableNode, type RaisedNode } from "../facet.ts";

export const softmax = facet(softmaxOperator, "Softmax");
export const logSoftmax = facet(logSoftmaxOperator, "LogSoftmax");

function facet(operator: OnnxFacet["operator"], op: string): OnnxFacet {
  return {
    operator,
    emit: (call, to) => [to.node(op, [firstInput(call).name], { axis: int(Number(call.parameters.axis)) })],
    raise: { [op]: onAxis },
  };
}

/** Before operator set 13 all axes from `axis` on were one: that is one axis where the others have extent 1. */
function onAxis(node: RaisableNode): RaisedNode | undefined {
  const x = node.input(0);
  if (x === undefined) return undefined;
  const rank = x.type.shape.length;
  const stated = node.int("axis") ?? (node.opset >= 13 ? -1 : 1);
  const axis = stated < 0 ? stated + rank : stated;
  const joined = x.type.shape.slice(axis).flatMap((extent, place) => (extent === 1 ? [] : [axis + place]));
  if (node.opset < 13 && joined.length > 1) return undefined;
  const along = node.opset < 13 ? (joined[0] ?? axis) : axis;
  return along < rank ? { inputs: [x], arguments: { axis: intValue(along === rank - 1 ? -1 : along) } } : undefined;
}
