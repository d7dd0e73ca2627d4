import { type Dim, equalDims, isUnknown, productDims } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { reshape as operator } from "../../operators/reshape.ts";
import type { Shape } from "../../operators/shapes.ts";
import { firstInput, onnxFacet, type RaisableValue, type RaisedNode } from "../facet.ts";
import { intsArgument } from "./arguments.ts";
import { statedShape } from "./shapes.ts";

export const reshape = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { shape } = call.parameters;
    // A symbol that stays in its place is written as 0, which keeps it without asking.
    const written = shape.map((extent, axis) =>
      typeof extent !== "number" && equalDims(extent, type.shape[axis] ?? 0) ? 0 : extent,
    );
    const extents = to.extents(workedOut(written, type.shape));
    return isRefusal(extents) ? extents : [to.node("Reshape", [name, extents])];
  },
  raise: {
    Reshape(node) {
      const [x, stated] = [node.input(0), statedShape(node)];
      return x === undefined || stated === undefined ? undefined : reshapeCall(x, stated);
    },
    // Both sides of the axis are joined; one that has nothing on it is 1.
    Flatten(node) {
      const x = node.input(0);
      if (x === undefined) return undefined;
      const axis = node.int("axis") ?? 1;
      const rank = x.type.shape.length;
      const first = productDims(x.type.shape.slice(0, axis < 0 ? axis + rank : axis));
      return isUnknown(first) ? undefined : reshapeCall(x, [first, -1]);
    },
  },
});

/** The only symbolic extent is what remains, where nothing else is. */
function workedOut(shape: Shape, from: Shape): Shape {
  const symbolic = shape.flatMap((extent, axis) => (typeof extent === "number" ? [] : [axis]));
  const [only] = symbolic;
  // With an extent of 0 nothing could be worked out.
  const isSafe = !shape.includes(-1) && !from.includes(0);
  return isSafe && only !== undefined && symbolic.length === 1 ? shape.with(only, -1) : shape;
}

/** Says kept extents as what they are, so that a text does not depend on how the model put it. */
function reshapeCall(x: RaisableValue, stated: readonly Dim[]): RaisedNode | undefined {
  const kept = stated.map((extent, axis): Dim => {
    const own = x.type.shape[axis];
    return extent === 0 && own !== undefined && !isUnknown(own) ? own : extent;
  });
  return kept.some(isUnknown) ? undefined : { inputs: [x], arguments: { shape: intsArgument(kept) } };
}
