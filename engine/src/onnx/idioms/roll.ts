/** The entries from a place on, and then those before it; so along several axes, one after the other. */
import { equalDims } from "../../base/dim.ts";
import { roll as operator } from "../../operators/roll.ts";
import type { RaisableValue } from "../facet.ts";
import { axesArgument } from "../ops/arguments.ts";
import { cutOf } from "../ops/slice.ts";
import { from, type Idiom, type IdiomNode, isSame } from "./idiom.ts";
import { isOp } from "./parts.ts";

export const roll: Idiom = {
  name: "roll",
  anchors: ["Concat"],
  match(anchor) {
    const steps: Step[] = [];
    for (
      let step = stepOf(anchor);
      step !== undefined;
      step = isOp(step.inner, "Concat") ? stepOf(step.inner) : undefined
    ) {
      if (steps.some(({ axis }) => axis === step?.axis)) break;
      steps.unshift(step);
    }
    const [first] = steps;
    if (first === undefined) return undefined;
    return {
      operator,
      inputs: [first.x],
      arguments: {
        shift: axesArgument(steps.map(({ shift }) => shift)),
        axis: axesArgument(steps.map(({ axis }) => axis)),
      },
      nodes: steps.flatMap(({ nodes }) => nodes).filter(({ node }) => node !== anchor.node),
    };
  },
};

interface Step {
  readonly x: RaisableValue;
  readonly inner: IdiomNode | undefined;
  readonly axis: number;
  readonly shift: number;
  readonly nodes: readonly IdiomNode[];
}

function stepOf(anchor: IdiomNode): Step | undefined {
  if (anchor.inputCount !== 2) return undefined;
  const [behind, before] = [from(anchor, 0, "Slice"), from(anchor, 1, "Slice")];
  const x = behind?.input(0);
  if (behind === undefined || before === undefined || x === undefined || !isSame(x, before.input(0))) return undefined;
  const rank = x.type.shape.length;
  const counted = (axis: number) => (axis < 0 ? axis + rank : axis);
  const [late, early] = [cutOf(behind), cutOf(before)];
  if (late === undefined || early?.end === undefined || late.end !== undefined) return undefined;
  const axis = counted(anchor.int("axis") ?? 1);
  const isAlong = counted(late.axis) === axis && counted(early.axis) === axis && late.step === 1 && early.step === 1;
  if (!isAlong || early.start !== 0 || typeof late.start !== "number") return undefined;
  const extent = x.type.shape[axis];
  const fromFront = (place: number) => (place < 0 && typeof extent === "number" ? place + extent : place);
  const isCut = typeof early.end === "number" ? fromFront(early.end) === fromFront(late.start) : false;
  if (!isCut || equalDims(late.start, 0)) return undefined;
  return { x, inner: behind.from(0), axis, shift: -late.start, nodes: [behind, before, anchor] };
}
