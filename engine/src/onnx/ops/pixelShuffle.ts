/** Space from channels and channels from space. */
import type { Dim } from "../../base/dim.ts";
import { divideDim, unknownDim } from "../../base/dim.ts";
import { isRefusal, type Refusal } from "../../base/report.ts";
import { isFloat } from "../../base/tensor.ts";
import { int as intValue } from "../../base/value.ts";
import { pixelShuffle as shuffleOperator, pixelUnshuffle as unshuffleOperator } from "../../operators/pixelShuffle.ts";
import { int, ints, text } from "../attributes.ts";
import { firstInput, type NodeWriter, onnxFacet } from "../facet.ts";

export const pixelShuffle = onnxFacet(shuffleOperator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { r } = call.parameters;
    if (type.shape.length === 4 && isFloat(type.dtype)) {
      return [to.node("DepthToSpace", [name], { blocksize: int(r), mode: text("CRD") })];
    }
    const [batch = 1, , ...spatial] = type.shape;
    const channels = call.outputs[0]?.shape[1] ?? 1;
    const parts = [batch, channels, ...spatial.map(() => r), ...spatial];
    const order = [0, 1, ...spatial.flatMap((_, i) => [2 + spatial.length + i, 2 + i])];
    return result(rearranged(to, name, parts, order, call.outputs[0]?.shape ?? []));
  },
  raise: {
    DepthToSpace(node) {
      const [x, r] = [node.input(0), node.int("blocksize")];
      if (x === undefined || r === undefined || node.text("mode") !== "CRD") return undefined;
      return { inputs: [x], arguments: { r: intValue(r) } };
    },
  },
});

export const pixelUnshuffle = onnxFacet(unshuffleOperator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { r } = call.parameters;
    const [batch = 1, channels = 1, ...spatial] = type.shape;
    // SpaceToDepth has the channels in another order.
    const parts = [batch, channels, ...spatial.flatMap((extent) => [divideDim(extent, r) ?? unknownDim, r])];
    const order = [0, 1, ...spatial.map((_, i) => 3 + 2 * i), ...spatial.map((_, i) => 2 + 2 * i)];
    return result(rearranged(to, name, parts, order, call.outputs[0]?.shape ?? []));
  },
  raise: {
    SpaceToDepth(node) {
      const [x, r] = [node.input(0), node.int("blocksize")];
      // With one channel there is only one order.
      return x === undefined || r === undefined || x.type.shape[1] !== 1
        ? undefined
        : { inputs: [x], arguments: { r: intValue(r) } };
    },
  },
});

function result(value: string | Refusal): readonly string[] | Refusal {
  return isRefusal(value) ? value : [value];
}

/** Axes cut into parts, put into another order and joined again. */
function rearranged(
  to: NodeWriter,
  x: string,
  parts: readonly Dim[],
  order: readonly number[],
  joined: readonly Dim[],
): string | Refusal {
  const [cut, whole] = [to.extents(parts), to.extents(joined)];
  if (isRefusal(cut)) return cut;
  if (isRefusal(whole)) return whole;
  const turned = to.node("Transpose", [to.node("Reshape", [x, cut])], { perm: ints(order) });
  return to.node("Reshape", [turned, whole]);
}
