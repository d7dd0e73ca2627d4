import { isRefusal } from "../../base/report.ts";
import { devoxelize as operator } from "../../operators/devoxelize.ts";
import { int } from "../attributes.ts";
import { type NodeWriter, onnxFacet } from "../facet.ts";
import { cellStrides, placesInCube } from "./cube.ts";
import { cast } from "./operands.ts";
import { reduce } from "./reduction.ts";

export const devoxelize = onnxFacet(operator, {
  emit(call, to) {
    const [x, points] = call.inputs;
    if (x === undefined || points === undefined) throw new Error(`${call.path} has too few inputs`);
    const [, channels = 1, resolution = 1] = x.type.shape;
    const places = placesInCube(to, points, resolution);
    const strides = cellStrides(to, resolution);
    const stretched = to.extents([1, channels, 1]);
    if (isRefusal(places)) return places;
    if (isRefusal(strides)) return strides;
    if (isRefusal(stretched)) return stretched;

    // Below and above along each axis, [N, 3, 2, P]. Above the last cell there is none, but the share of that is zero there.
    const below = to.node("Floor", [places]);
    const share = to.node("Sub", [places, below]);
    const rest = to.node("Sub", [to.constant("f32", 1), share]);
    const lower = cast(to, below, "f32", "i64");
    const upper = to.node("Min", [
      to.node("Add", [lower, to.constant("i64", 1)]),
      to.node("Sub", [strides[1], to.constant("i64", 1)]),
    ]);
    const [xs, ys, zs] = byAxis(to, lower, upper);
    const [xShares = "", yShares, zShares] = byAxis(to, rest, share);

    // The eight cells around each point, [N, 2, 2, 2, P].
    const planes = to.node("Add", [to.node("Mul", [xs, strides[0]]), to.node("Mul", [ys, strides[1]])]);
    const cells = to.node("Reshape", [to.node("Add", [planes, zs]), to.constant("i64", [0, 1, -1])]);
    const shares = to.node("Mul", [to.node("Mul", [xShares, yShares]), zShares]);
    const flat = to.node("Reshape", [cast(to, x.name, x.type.dtype, "f32"), to.constant("i64", [0, 0, -1])]);
    const read = to.node("GatherElements", [flat, to.node("Expand", [cells, stretched])], { axis: int(2) });
    const weighed = to.node("Mul", [
      to.node("Reshape", [read, to.constant("i64", [0, 0, 8, -1])]),
      to.node("Reshape", [shares, to.constant("i64", [0, 1, 8, -1])]),
    ]);
    return [cast(to, reduce(to, "ReduceSum", weighed, [2], false), "f32", x.type.dtype)];
  },
  raise: {},
});

/** Of two tensors [N, 3, P] the pairs along x, y and z, each along an axis of its own: [N, 2, 1, 1, P], [N, 1, 2, 1, P], … */
function byAxis(to: NodeWriter, lower: string, upper: string): readonly string[] {
  const axis = to.constant("i64", [2]);
  const pairs = to.node("Concat", [to.node("Unsqueeze", [lower, axis]), to.node("Unsqueeze", [upper, axis])], {
    axis: int(2),
  });
  return to
    .nodes("Split", [pairs, to.constant("i64", [1, 1, 1])], 3, { axis: int(1) })
    .map((pair, i) => to.node("Reshape", [pair, to.constant("i64", [0, ...[1, 1, 1].with(i, 2), -1])]));
}
