import type { Dim } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { adaptiveAvgpool as operator } from "../../operators/adaptiveAvgpool.ts";
import { perSpatialDim } from "../../operators/window.ts";
import { bytesOfNumbers } from "../../weights/numbers.ts";
import { type Tensor, tensorOfBytes } from "../../weights/tensor.ts";
import { ints } from "../attributes.ts";
import { firstInput, type NodeWriter, onnxFacet } from "../facet.ts";

export const adaptiveAvgpool = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const spatial = type.shape.slice(2);
    const sizes = perSpatialDim(call.parameters.size, spatial.length, "size");
    if (isRefusal(sizes)) return sizes;
    if (sizes.every((size) => size === 1)) return [to.node("GlobalAveragePool", [name])];
    const extents = knownExtents(spatial);
    if (isRefusal(extents)) return extents;
    if (extents.every((extent, i) => extent % (sizes[i] ?? 1) === 0)) {
      const kernel = extents.map((extent, i) => extent / (sizes[i] ?? 1));
      return [to.node("AveragePool", [name], { kernel_shape: ints(kernel), strides: ints(kernel) })];
    }
    if (extents.some((extent, i) => extent * (sizes[i] ?? 1) > maximumShares)) {
      return refuse("too-large", "its windows differ in length, and are too many to be written as shares", {
        help: "Choose a size that divides the extents.",
      });
    }
    // Windows of different lengths: along each axis a product with the shares that elements have in the means.
    let pooled = name;
    for (const [i, extent] of extents.entries()) {
      const size = sizes[i] ?? 1;
      if (extent !== size) pooled = poolAxis(to, pooled, 2 + i, type.shape.length, shares(extent, size, type.dtype));
    }
    return [pooled];
  },
  raise: {},
});

const maximumShares = 2 ** 22;

function knownExtents(spatial: readonly Dim[]): readonly number[] | Refusal {
  const known = spatial.filter((extent) => typeof extent === "number");
  if (known.length === spatial.length) return known;
  return refuse("unknown-extent", "its windows follow from extents that are not known before the net runs", {
    help: "Give the dims numbers, or pool to size 1.",
  });
}

/** [in, out]: window i covers floor(i·in/out) to ceil((i + 1)·in/out), as in PyTorch. */
function shares(extent: number, size: number, dtype: Dtype): Tensor {
  const table = new Float64Array(extent * size);
  for (let i = 0; i < size; i++) {
    const [begin, end] = [Math.floor((i * extent) / size), Math.ceil(((i + 1) * extent) / size)];
    for (let place = begin; place < end; place++) table[place * size + i] = 1 / (end - begin);
  }
  return tensorOfBytes(dtype, [extent, size], bytesOfNumbers(dtype, table));
}

function poolAxis(to: NodeWriter, x: string, axis: number, rank: number, table: Tensor): string {
  const last = rank - 1;
  const means = to.initializer(`means_${axis}`, table);
  if (axis === last) return to.node("MatMul", [x, means]);
  // The order that exchanges two axes also puts them back.
  const order = Array.from({ length: rank }, (_, i) => (i === axis ? last : i === last ? axis : i));
  const turned = to.node("Transpose", [x], { perm: ints(order) });
  return to.node("Transpose", [to.node("MatMul", [turned, means])], { perm: ints(order) });
}
