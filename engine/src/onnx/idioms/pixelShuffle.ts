/**
 * [N, C·r·r, H, W] as [N, C, r, r, H, W], each r brought behind its extent and joined with it; and the way back. So for one and
 * three spatial dims.
 */
import { divideDim, equalDims, mulDim } from "../../base/dim.ts";
import { int as intValue } from "../../base/value.ts";
import type { Operator } from "../../operators/operator.ts";
import { pixelShuffle as shuffleOperator, pixelUnshuffle as unshuffleOperator } from "../../operators/pixelShuffle.ts";
import type { Shape } from "../../operators/shapes.ts";
import { isShape } from "../ops/shapes.ts";
import type { Idiom } from "./idiom.ts";
import { rearrangement } from "./rearrangement.ts";

export const pixelShuffle = shuffle("pixel_shuffle", shuffleOperator, ([batch, channels, ...space], r) => {
  const own = divideDim(channels ?? 0, r ** space.length);
  if (batch === undefined || own === undefined) return undefined;
  return {
    parts: [batch, own, ...space.map(() => r), ...space],
    order: [0, 1, ...space.flatMap((_, i) => [2 + space.length + i, 2 + i])],
    result: [batch, own, ...space.map((extent) => mulDim(extent, r))],
  };
});

export const pixelUnshuffle = shuffle("pixel_unshuffle", unshuffleOperator, ([batch, channels, ...space], r) => {
  const coarse = space.flatMap((extent) => divideDim(extent, r) ?? []);
  if (batch === undefined || channels === undefined || coarse.length < space.length) return undefined;
  return {
    parts: [batch, channels, ...coarse.flatMap((extent) => [extent, r])],
    order: [0, 1, ...space.map((_, i) => 3 + 2 * i), ...space.map((_, i) => 2 + 2 * i)],
    result: [batch, mulDim(channels, r ** space.length), ...coarse],
  };
});

interface Wanted {
  readonly parts: Shape;
  readonly order: readonly number[];
  readonly result: Shape;
}

function shuffle(name: string, operator: Operator, wanted: (shape: Shape, r: number) => Wanted | undefined): Idiom {
  return {
    name,
    anchors: ["Reshape"],
    match(anchor) {
      const read = rearrangement(anchor);
      if (read === undefined || read.parts.length < 4) return undefined;
      const { x, parts, order, result, nodes } = read;
      // One of the parts is r, wherever the operator has it.
      for (const r of new Set(parts.slice(2))) {
        if (typeof r !== "number" || r < 2) continue;
        const expected = wanted(x.type.shape, r);
        const fits =
          expected !== undefined &&
          isShape(expected.parts, parts) &&
          isShape(expected.result, result) &&
          expected.order.every((axis, place) => equalDims(axis, order[place] ?? -1));
        if (fits) return { operator, inputs: [x], arguments: { r: intValue(r) }, nodes };
      }
      return undefined;
    },
  };
}
