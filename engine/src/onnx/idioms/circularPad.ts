/** Entries of the other side laid before and behind the data, one axis after the other: a pad that wraps around. */

import { pad as operator } from "../../operators/pad.ts";
import type { RaisableValue } from "../facet.ts";
import { intsArgument, wordArgument } from "../ops/arguments.ts";
import { cutOf } from "../ops/slice.ts";
import { from, type Idiom, type IdiomNode, isSame } from "./idiom.ts";
import { isOp } from "./parts.ts";

export const circularPad: Idiom = {
  name: "pad that wraps around",
  anchors: ["Concat"],
  match(anchor) {
    const steps: Step[] = [];
    for (let step = stepOf(anchor); step !== undefined; step = step.inner && stepOf(step.inner)) {
      if (steps.some(({ axis }) => axis === step?.axis)) break;
      steps.unshift(step);
    }
    const [first] = steps;
    if (first === undefined) return undefined;
    const rank = first.x.type.shape.length;
    const pads = Array.from({ length: 2 * rank }, () => 0);
    for (const { axis, begin, end } of steps) {
      pads[axis] = begin;
      pads[axis + rank] = end;
    }
    const isSpatial = rank > 2 && steps.every(({ axis }) => axis > 1);
    return {
      operator,
      inputs: [first.x],
      arguments: {
        pads: intsArgument(isSpatial ? [...pads.slice(2, rank), ...pads.slice(rank + 2)] : pads),
        mode: wordArgument("circular"),
      },
      nodes: steps.flatMap(({ nodes }) => nodes).filter(({ node }) => node !== anchor.node),
    };
  },
};

interface Step {
  readonly x: RaisableValue;
  readonly inner: IdiomNode | undefined;
  readonly axis: number;
  readonly begin: number;
  readonly end: number;
  readonly nodes: readonly IdiomNode[];
}

/** The last entries, the data itself and the first entries; one of the sides may be missing. */
function stepOf(anchor: IdiomNode): Step | undefined {
  const count = anchor.inputCount;
  if (!isOp(anchor, "Concat") || count < 2 || count > 3) return undefined;
  for (const place of count === 3 ? [1] : [0, 1]) {
    const x = anchor.input(place);
    const rank = x?.type.shape.length ?? 0;
    const stated = anchor.int("axis") ?? 1;
    const axis = stated < 0 ? stated + rank : stated;
    const [before, behind] = [
      place === 0 ? undefined : from(anchor, 0, "Slice"),
      place === count - 1 ? undefined : from(anchor, place + 1, "Slice"),
    ];
    const begin = place === 0 ? 0 : widthOf(before, x, axis, "last");
    const end = place === count - 1 ? 0 : widthOf(behind, x, axis, "first");
    if (x === undefined || begin === undefined || end === undefined) continue;
    const slices = [before, behind].flatMap((slice) => slice ?? []);
    return { x, inner: anchor.from(place), axis, begin, end, nodes: [...slices, anchor] };
  }
  return undefined;
}

/** How many entries of that side of the data a Slice takes along the axis. */
function widthOf(
  slice: IdiomNode | undefined,
  x: RaisableValue | undefined,
  axis: number,
  side: "first" | "last",
): number | undefined {
  const cut = slice && cutOf(slice);
  if (slice === undefined || cut === undefined || x === undefined || !isSame(slice.input(0), x)) return undefined;
  const { shape } = x.type;
  const extent = shape[axis];
  if ((cut.axis < 0 ? cut.axis + shape.length : cut.axis) !== axis || cut.step !== 1) return undefined;
  const { start, end } = cut;
  if (side === "first") return start === 0 && typeof end === "number" && end > 0 ? end : undefined;
  if (end !== undefined || typeof start !== "number" || start === 0) return undefined;
  return start < 0 ? -start : typeof extent === "number" ? extent - start : undefined;
}
