/** x/max(‖x‖, eps), the length taken along one axis; PyTorch also spreads the length over the axis first. */
import { int as intValue } from "../../base/value.ts";
import { normalize as operator } from "../../operators/normalize.ts";
import { numberArgument } from "../ops/arguments.ts";
import { axesOfNode } from "../ops/axes.ts";
import { boundsOfClip } from "../ops/clip.ts";
import { eitherWay, from, type Idiom, type IdiomNode, isSame, scalarOf } from "./idiom.ts";
import { isOp } from "./parts.ts";

export const normalize: Idiom = {
  name: "normalize",
  anchors: ["Div"],
  match(anchor) {
    const x = anchor.input(0);
    const spread = from(anchor, 1, "Expand");
    const limited = spread === undefined ? anchor.from(1) : spread.from(0);
    const least = limited && leastOf(limited);
    const length = least?.length;
    if (x === undefined || !isOp(length, "ReduceL2") || (length.int("keepdims") ?? 1) !== 1) return undefined;
    const axes = axesOfNode(length, x.type.shape.length);
    const [axis] = axes ?? [];
    if (axis === undefined || axes?.length !== 1 || !isSame(length.input(0), x) || limited === undefined)
      return undefined;
    return {
      operator,
      inputs: [x],
      arguments: { axis: intValue(axis), eps: numberArgument(least?.eps ?? 0) },
      nodes: [...(spread === undefined ? [] : [spread]), limited, length],
    };
  },
};

function leastOf(node: IdiomNode): { readonly length: IdiomNode | undefined; readonly eps: number } | undefined {
  if (isOp(node, "Clip")) {
    const bounds = boundsOfClip(node);
    return bounds?.min === undefined || bounds.max !== undefined
      ? undefined
      : { length: node.from(0), eps: bounds.min };
  }
  if (!isOp(node, "Max") || node.inputCount !== 2) return undefined;
  return eitherWay((one, other) => {
    const eps = scalarOf(node.input(other));
    return eps === undefined ? undefined : { length: node.from(one), eps };
  });
}
