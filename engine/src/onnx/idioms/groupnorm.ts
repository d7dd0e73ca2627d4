/** Each group of channels as one channel with all its positions in a row, normalised, and back; then a scale and a shift per channel. */
import { bool, int as intValue } from "../../base/value.ts";
import { groupnorm as operator } from "../../operators/groupnorm.ts";
import { elementCount, reshaped, type Tensor } from "../../weights/tensor.ts";
import { numberArgument } from "../ops/arguments.ts";
import { isShape } from "../ops/shapes.ts";
import { eitherWay, from, type Idiom, type IdiomMatch, type IdiomNode } from "./idiom.ts";
import { isOp, reshapedBy } from "./parts.ts";

export const groupnorm: Idiom = { name: "groupnorm", anchors: ["Reshape"], match: plain };

export const groupnormAffine: Idiom = {
  name: "groupnorm with scale and shift",
  anchors: ["Add"],
  match(anchor) {
    return eitherWay((one, other) => {
      const [shift, scaled] = [anchor.input(other)?.constant, anchor.from(one)];
      if (shift === undefined || !isOp(scaled, "Mul")) return undefined;
      return eitherWay((rows, factor) => {
        const [scale, inner] = [scaled.input(factor)?.constant, scaled.from(rows)];
        const match = isOp(inner, "Reshape") ? plain(inner) : undefined;
        if (match === undefined || inner === undefined || scale === undefined) return undefined;
        const rank = reshapedBy(inner)?.length ?? 0;
        const [weight, bias] = [perChannel(scale, rank), perChannel(shift, rank)];
        if (weight === undefined || bias === undefined) return undefined;
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
  const normalised = from(anchor, 0, "InstanceNormalization");
  const rows = normalised && from(normalised, 0, "Reshape");
  const x = rows?.input(0);
  const groups = rows && reshapedBy(rows);
  if (normalised === undefined || rows === undefined || x === undefined || groups?.length !== 3) return undefined;
  const [scale, shift, result] = [normalised.input(1), normalised.input(2), reshapedBy(anchor)];
  const isPlain =
    scale?.numbers?.every((number) => number === 1) === true &&
    shift?.numbers?.every((number) => number === 0) === true;
  const isKept = result !== undefined && isShape(result, x.type.shape);
  if (!isPlain || !isKept || groups[0] === undefined || groups[1] === undefined) return undefined;
  if (!isShape([groups[0]], x.type.shape.slice(0, 1))) return undefined;
  return {
    operator,
    inputs: [x],
    arguments: {
      groups: intValue(groups[1]),
      eps: numberArgument(normalised.float("epsilon") ?? 1e-5),
      affine: bool(false),
    },
    nodes: [rows, normalised],
  };
}

/** Numbers that meet axis 1 of data with that many axes, as a list. */
function perChannel(tensor: Tensor, rank: number): Tensor | undefined {
  const place = 1 - (rank - tensor.shape.length);
  const isAlong = place >= 0 && tensor.shape.every((extent, axis) => extent === 1 || axis === place);
  return isAlong ? reshaped(tensor, [elementCount(tensor.shape)]) : undefined;
}
