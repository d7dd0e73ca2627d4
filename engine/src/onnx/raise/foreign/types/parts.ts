/** Nodes that take tensors apart, and put them together. */
import { addDim, ceilDivDim, type Dim, divideDim, mulDim, subDim, unknownDim } from "../../../../base/dim.ts";
import { dimsAt, type ForeignNode, int, ints, numbersAt, shapeAt, typeAt } from "../node.ts";
import { frontAxis, type Rules } from "./rule.ts";

export const parts: Rules = {
  Concat(node) {
    const [x] = node.inputs;
    const shapes = node.inputs.map((_, index) => shapeAt(node, index));
    const known = shapes.filter((shape) => shape !== undefined);
    const [first] = known;
    if (x?.type === undefined || first === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? 1, first.length);
    const extent =
      known.length < shapes.length
        ? unknownDim
        : known.reduce<Dim>((sum, shape) => addDim(sum, shape[axis] ?? unknownDim), 0);
    return [{ dtype: x.type.dtype, shape: first.map((dim, i) => (i === axis ? extent : dim)) }];
  },
  Split(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const { dtype, shape } = x;
    const axis = frontAxis(int(node, "axis") ?? 0, shape.length);
    const stated = node.inputs[1] === undefined ? ints(node, "split") : dimsAt(node, 1);
    const even = ceilDivDim(shape[axis] ?? unknownDim, node.resultCount);
    const whole = divideDim(shape[axis] ?? unknownDim, node.resultCount) !== undefined;
    return Array.from({ length: node.resultCount }, (_, index) => {
      const isLast = index === node.resultCount - 1;
      const last = subDim(shape[axis] ?? unknownDim, mulDim(even, node.resultCount - 1));
      const own = stated?.[index] ?? (node.inputs[1] !== undefined ? unknownDim : whole || !isLast ? even : last);
      return { dtype, shape: shape.map((dim, i) => (i === axis ? own : dim)) };
    });
  },
  Slice(node) {
    const x = typeAt(node, 0);
    return x && [{ dtype: x.dtype, shape: x.shape && slicedTo(node, x.shape) }];
  },
  Gather(node) {
    const [x, at] = [typeAt(node, 0), shapeAt(node, 1)];
    if (x?.shape === undefined || at === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? 0, x.shape.length);
    return [{ dtype: x.dtype, shape: [...x.shape.slice(0, axis), ...at, ...x.shape.slice(axis + 1)] }];
  },
  GatherElements(node) {
    const x = typeAt(node, 0);
    return x && [{ dtype: x.dtype, shape: shapeAt(node, 1) }];
  },
  GatherND(node) {
    const [x, at] = [typeAt(node, 0), shapeAt(node, 1)];
    const depth = at?.at(-1);
    if (x?.shape === undefined || at === undefined || typeof depth !== "number") return undefined;
    const batch = int(node, "batch_dims") ?? 0;
    return [{ dtype: x.dtype, shape: [...at.slice(0, -1), ...x.shape.slice(batch + depth)] }];
  },
};

function slicedTo(node: ForeignNode, shape: readonly Dim[]): readonly Dim[] {
  const list = (index: number, attribute: string) =>
    node.inputs[index] === undefined ? ints(node, attribute) : numbersAt(node, index);
  const starts = list(1, "starts");
  const ends = list(2, "ends");
  const axes = node.inputs[3] === undefined ? (ints(node, "axes") ?? starts?.map((_, i) => i)) : numbersAt(node, 3);
  const steps = node.inputs[4] === undefined ? starts?.map(() => 1) : numbersAt(node, 4);
  if (axes === undefined) return shape.map(() => unknownDim);
  const result = [...shape];
  for (const [i, stated] of axes.entries()) {
    const axis = frontAxis(stated, shape.length);
    const extent = shape[axis];
    const [start, end, step] = [starts?.[i], ends?.[i], steps?.[i]];
    const isNumber = typeof extent === "number" && start !== undefined && end !== undefined && step !== undefined;
    result[axis] = isNumber && step !== 0 ? sliceLength(start, end, step, extent) : unknownDim;
  }
  return result;
}

function sliceLength(start: number, end: number, step: number, extent: number): number {
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const cut = (place: number, lowest: number) => Math.min(high, Math.max(lowest, place < 0 ? place + extent : place));
  return Math.max(0, Math.ceil((cut(end, low) - cut(start, 0)) / step));
}
