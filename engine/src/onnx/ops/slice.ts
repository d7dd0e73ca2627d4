import { type Dim, isUnknown } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { int as intValue } from "../../base/value.ts";
import { slice as operator } from "../../operators/slice.ts";
import { firstInput, type NodeWriter, onnxFacet, type RaisableNode } from "../facet.ts";

export const slice = onnxFacet(operator, {
  emit(call, to) {
    const { start, end, axis, step } = call.parameters;
    const [first, last] = [to.extents([start]), end === undefined ? toTheEnd(to) : to.extents([end])];
    if (isRefusal(first)) return first;
    if (isRefusal(last)) return last;
    const steps = step === 1 ? undefined : to.constant("i64", [step]);
    return [to.node("Slice", [firstInput(call).name, first, last, to.constant("i64", [axis]), steps])];
  },
  raise: {
    Slice(node) {
      const [x, cut] = [node.input(0), cutOf(node)];
      if (x === undefined || cut === undefined) return undefined;
      const { start, end, axis, step } = cut;
      return {
        inputs: [x],
        arguments: {
          start: intValue(start),
          end: end === undefined ? undefined : intValue(end),
          axis: intValue(axis),
          step: intValue(step),
        },
      };
    },
  },
});

/** Behind every end that an axis can have. */
const beyond = Number.MAX_SAFE_INTEGER;

export function toTheEnd(to: NodeWriter): string {
  return to.constant("i64", [beyond]);
}

export interface Cut {
  readonly start: Dim;
  /** Undefined: to the end. */
  readonly end: Dim | undefined;
  readonly axis: number;
  readonly step: number;
}

/**
 * What a Slice keeps along its one axis; undefined for several axes, for steps back, and for bounds that are worked out while
 * the model runs.
 */
export function cutOf(node: RaisableNode): Cut | undefined {
  const [starts, ends] = [node.ints("starts") ?? node.input(1)?.integers, node.ints("ends") ?? node.input(2)?.integers];
  const isStated = node.ints("axes") !== undefined || node.input(3) !== undefined;
  const axes = isStated ? (node.ints("axes") ?? node.input(3)?.numbers) : [0];
  const steps = node.input(4) === undefined ? [1] : node.input(4)?.numbers;
  const [start, end, axis, step] = [starts?.[0], ends?.[0], axes?.[0], steps?.[0]];
  const isOne = [starts, ends, axes, steps].every((list) => list?.length === 1);
  if (!isOne || start === undefined || end === undefined || axis === undefined || step === undefined) return undefined;
  const extent = node.input(0)?.type.shape.at(axis);
  if (step < 1 || isUnknown(start) || isUnknown(end)) return undefined;
  const isOpen = typeof end === "number" && (end >= 2 ** 31 - 1 || (typeof extent === "number" && end >= extent));
  return { start, end: isOpen ? undefined : end, axis, step };
}
