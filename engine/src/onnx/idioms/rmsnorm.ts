/** x/√(mean x² + eps), times a scale. */
import { bool, int as intValue } from "../../base/value.ts";
import { rmsnorm as operator } from "../../operators/rmsnorm.ts";
import { numberArgument } from "../ops/arguments.ts";
import { eitherWay, type Idiom, type IdiomMatch, type IdiomNode, isSame } from "./idiom.ts";
import { normalised } from "./parts.ts";

export const rmsnorm: Idiom = { name: "rmsnorm", anchors: ["Div", "Mul"], match: plain };

export const rmsnormAffine: Idiom = {
  name: "rmsnorm with a scale",
  anchors: ["Mul"],
  match(anchor) {
    return eitherWay((one, other) => {
      const [weight, inner] = [anchor.input(other)?.constant, anchor.from(one)];
      const match = weight === undefined || inner === undefined ? undefined : plain(inner);
      if (match === undefined || weight === undefined || inner === undefined) return undefined;
      return {
        ...match,
        arguments: { ...match.arguments, affine: bool(true) },
        weights: { weight },
        nodes: [...match.nodes, inner],
      };
    });
  },
};

function plain(anchor: IdiomNode): IdiomMatch | undefined {
  const read = normalised(anchor);
  if (read === undefined || !isSame(read.dividend.value, read.base.value)) return undefined;
  const x = read.dividend.value;
  return {
    operator,
    inputs: [x],
    arguments: {
      axis: intValue(read.first === x.type.shape.length - 1 ? -1 : read.first),
      eps: numberArgument(read.eps),
      affine: bool(false),
    },
    nodes: read.nodes,
  };
}
