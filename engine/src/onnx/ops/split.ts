import { type Dim, equalDims } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { int as intValue } from "../../base/value.ts";
import { split as operator } from "../../operators/split.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet, type RaisableNode } from "../facet.ts";
import { intsArgument } from "./arguments.ts";

export const split = onnxFacet(operator, {
  emit(call, to) {
    const { name } = firstInput(call);
    const { sizes, axis } = call.parameters;
    const parts = call.outputs.length;
    if (sizes === undefined) {
      // Equal parts follow from how many results there are; since operator set 18 that must be said.
      const attributes = { axis: int(axis), num_outputs: to.opset >= 18 ? int(parts) : undefined };
      return to.nodes("Split", [name], parts, attributes);
    }
    const extents = to.extents(sizes);
    return isRefusal(extents) ? extents : to.nodes("Split", [name, extents], parts, { axis: int(axis) });
  },
  raise: {
    Split(node) {
      const x = node.input(0);
      if (x === undefined) return undefined;
      const axis = node.int("axis") ?? 0;
      const parts = node.node.outputs.length;
      const rank = x.type.shape.length;
      const sizes = statedSizes(node) ?? equalSizes(x.type.shape[axis < 0 ? axis + rank : axis], parts);
      if (sizes === undefined) return undefined;
      const isEqual = sizes === "equal" || sizes.every((size) => equalDims(size, sizes[0] ?? 0));
      return {
        inputs: [x],
        arguments: {
          ...(isEqual ? { parts: intValue(parts) } : { sizes: intsArgument(sizes) }),
          axis: intValue(axis),
        },
      };
    },
  },
});

function statedSizes(node: RaisableNode): readonly Dim[] | undefined {
  const sizes = node.ints("split") ?? node.input(1)?.integers;
  return sizes?.length === node.node.outputs.length ? sizes : undefined;
}

/** Without sizes the parts are equal, but that the last one may be smaller. */
function equalSizes(extent: Dim | undefined, parts: number): readonly Dim[] | "equal" | undefined {
  if (typeof extent !== "number") return "equal";
  const each = Math.ceil(extent / parts);
  const last = extent - each * (parts - 1);
  return last > 0 ? Array.from({ length: parts }, (_, i) => (i < parts - 1 ? each : last)) : undefined;
}
