/** Tensors that get a new axis each, laid one after the other along it. */
import { int as intValue } from "../../base/value.ts";
import { stack as operator } from "../../operators/stack.ts";
import type { RaisableValue } from "../facet.ts";
import { axesOfNode } from "../ops/axes.ts";
import { from, type Idiom, type IdiomNode } from "./idiom.ts";

export const stack: Idiom = {
  name: "stack",
  anchors: ["Concat"],
  match(anchor) {
    const rank = anchor.input(0)?.type.shape.length ?? 0;
    const stated = anchor.int("axis") ?? 1;
    const axis = stated < 0 ? stated + rank : stated;
    const inputs: RaisableValue[] = [];
    const nodes: IdiomNode[] = [];
    for (let index = 0; index < anchor.inputCount; index++) {
      const layer = from(anchor, index, "Unsqueeze");
      const x = layer?.input(0);
      const axes = layer && axesOfNode(layer, rank);
      if (layer === undefined || x === undefined || axes?.length !== 1 || axes[0] !== axis) return undefined;
      inputs.push(x);
      nodes.push(layer);
    }
    // One alone is an unsqueeze.
    return inputs.length < 2 ? undefined : { operator, inputs, arguments: { axis: intValue(axis) }, nodes };
  },
};
