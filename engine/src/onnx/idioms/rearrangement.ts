/** Axes cut into parts, put into another order and joined again: what channel and pixel shuffles have in common. */
import type { Shape } from "../../operators/shapes.ts";
import type { RaisableValue } from "../facet.ts";
import { from, type IdiomNode } from "./idiom.ts";
import { reshapedBy } from "./parts.ts";

export interface Rearrangement {
  readonly x: RaisableValue;
  /** The shape between, before the order changes. */
  readonly parts: Shape;
  readonly order: readonly number[];
  readonly result: Shape;
  readonly nodes: readonly IdiomNode[];
}

/** Reads Reshape, Transpose and Reshape, of which the anchor is the last. */
export function rearrangement(anchor: IdiomNode): Rearrangement | undefined {
  const turned = from(anchor, 0, "Transpose");
  const cut = turned && from(turned, 0, "Reshape");
  const [x, parts, result] = [cut?.input(0), cut && reshapedBy(cut), reshapedBy(anchor)];
  if (turned === undefined || cut === undefined || x === undefined || parts === undefined || result === undefined) {
    return undefined;
  }
  const order = turned.ints("perm") ?? [...parts.keys()].reverse();
  return { x, parts, order, result, nodes: [cut, turned] };
}
