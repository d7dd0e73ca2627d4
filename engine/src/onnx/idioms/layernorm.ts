/** (x − mean x)/√(mean (x − mean x)² + eps), times a scale, plus a shift. */
import { bool, int as intValue } from "../../base/value.ts";
import { layernorm as operator } from "../../operators/layernorm.ts";
import { numberArgument } from "../ops/arguments.ts";
import { eitherWay, type Idiom, type IdiomMatch, type IdiomNode, isSame } from "./idiom.ts";
import { isOp, meanOverLast, normalised, type Part } from "./parts.ts";

/** Without scale and shift. */
export const layernorm: Idiom = { name: "layernorm", anchors: ["Div", "Mul"], match: plain };

export const layernormAffine: Idiom = {
  name: "layernorm with scale and shift",
  anchors: ["Add"],
  match(anchor) {
    return eitherWay((one, other) => {
      const [bias, scaled] = [anchor.input(other)?.constant, anchor.from(one)];
      if (bias === undefined || !isOp(scaled, "Mul")) return undefined;
      return eitherWay((quotient, factor) => {
        const [weight, inner] = [scaled.input(factor)?.constant, scaled.from(quotient)];
        const match = weight === undefined || inner === undefined ? undefined : plain(inner);
        if (match === undefined || weight === undefined || inner === undefined) return undefined;
        if (weight.shape.join() !== bias.shape.join()) return undefined;
        return {
          ...match,
          arguments: { ...match.arguments, affine: bool(true) },
          weights: { weight, bias },
          nodes: [...match.nodes, inner, scaled],
        };
      });
    });
  },
};

function plain(anchor: IdiomNode): IdiomMatch | undefined {
  const read = normalised(anchor);
  if (read === undefined) return undefined;
  const [dividend, base] = [centred(read.dividend), centred(read.base)];
  if (dividend === undefined || base === undefined) return undefined;
  if (!isSame(dividend.x, base.x) || dividend.first !== read.first || base.first !== read.first) return undefined;
  const rank = dividend.x.type.shape.length;
  return {
    operator,
    inputs: [dividend.x],
    arguments: {
      axis: intValue(read.first === rank - 1 ? -1 : read.first),
      eps: numberArgument(read.eps),
      affine: bool(false),
    },
    nodes: [...read.nodes, ...dividend.nodes, ...base.nodes],
  };
}

/** x − mean x. */
function centred({ node }: Part) {
  const [x, mean] = [node?.input(0), isOp(node, "Sub") ? meanOverLast(node.from(1)) : undefined];
  if (node === undefined || x === undefined || mean === undefined || !isSame(mean.of.value, x)) return undefined;
  return { x, first: mean.first, nodes: [node, mean.node] };
}
