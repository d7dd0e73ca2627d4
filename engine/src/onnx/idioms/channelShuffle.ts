/** Channels as groups × channels per group, dealt out by exchanging the two; positions may be one axis meanwhile. */
import { productDims } from "../../base/dim.ts";
import { int as intValue } from "../../base/value.ts";
import { channelShuffle as operator } from "../../operators/channelShuffle.ts";
import { isShape } from "../ops/shapes.ts";
import type { Idiom } from "./idiom.ts";
import { rearrangement } from "./rearrangement.ts";

export const channelShuffle: Idiom = {
  name: "channel_shuffle",
  anchors: ["Reshape"],
  match(anchor) {
    const read = rearrangement(anchor);
    if (read === undefined) return undefined;
    const { x, parts, order, result, nodes } = read;
    const [batch, groups, perGroup, ...behind] = parts;
    const { shape } = x.type;
    if (batch === undefined || groups === undefined || perGroup === undefined || shape.length < 2) return undefined;
    const isDealt = order.every((axis, place) => axis === (place === 1 ? 2 : place === 2 ? 1 : place));
    const fits =
      isShape(
        [batch, productDims([groups, perGroup]), productDims(behind)],
        [...shape.slice(0, 2), productDims(shape.slice(2))],
      ) && isShape(result, shape);
    if (!isDealt || !fits) return undefined;
    return { operator, inputs: [x], arguments: { groups: intValue(groups) }, nodes };
  },
};
