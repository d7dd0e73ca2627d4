/** A weighted operator without a bias, and one number added for each of its outputs: x·Wᵀ + b. */
import { bool } from "../../base/value.ts";
import { elementCount, reshaped, type Tensor } from "../../weights/tensor.ts";
import type { OnnxFacet } from "../facet.ts";
import { bilinear } from "../ops/bilinear.ts";
import { conv } from "../ops/conv.ts";
import { convTranspose } from "../ops/convTranspose.ts";
import { dwconv } from "../ops/dwconv.ts";
import { linear } from "../ops/linear.ts";
import { eitherWay, type Idiom } from "./idiom.ts";

/** Operators whose outputs are along the last axis, and those whose outputs are along axis 1. */
const weighted: readonly (readonly [facet: OnnxFacet, axis: "last" | "channels"])[] = [
  [linear, "last"],
  [bilinear, "last"],
  [conv, "channels"],
  [dwconv, "channels"],
  [convTranspose, "channels"],
];

export const bias: Idiom = {
  name: "bias",
  anchors: ["Add"],
  match(anchor) {
    return eitherWay((one, other) => {
      const [product, added] = [anchor.from(one), anchor.input(other)?.constant];
      if (product === undefined || product.node.domain !== "" || added === undefined) return undefined;
      const shape = product.results[0]?.type.shape;
      if (shape === undefined || product.inputCount !== (product.node.op === "Einsum" ? 3 : 2)) return undefined;
      for (const [facet, place] of weighted) {
        const axis = place === "last" ? shape.length - 1 : 1;
        const perOutput = numberPerEntry(added, shape.length, axis, shape[axis]);
        const read = perOutput && facet.raise[product.node.op]?.(product);
        if (read === undefined || perOutput === undefined) continue;
        return {
          ...read,
          operator: facet.operator,
          arguments: { ...read.arguments, bias: bool(true) },
          weights: { ...read.weights, bias: perOutput },
          nodes: [product],
        };
      }
      return undefined;
    });
  },
};

/** The added numbers as a list, if there is one for each entry of the axis and the sum has the shape of the product. */
function numberPerEntry(added: Tensor, rank: number, axis: number, extent: unknown): Tensor | undefined {
  const place = axis - (rank - added.shape.length);
  const isAlong = added.shape.every((length, i) => length === 1 || i === place);
  const fits = place >= 0 && added.shape[place] === extent && isAlong;
  return fits ? reshaped(added, [elementCount(added.shape)]) : undefined;
}
