import { productDims } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { elements, formatTensor } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { dim } from "./parameter.ts";
import { agree, refuseRank } from "./shapes.ts";

export const voxelize = operator({
  name: "voxelize",
  family: "points",
  summary: "Averages the features of the points in each cell of a cube around the cloud (Liu et al., 2019).",
  example: `input features: f32[1, 64, 2048]
input points: f32[1, 3, 2048]
y = voxelize(features, points, resolution=16)
output y`,
  inputs: [
    { name: "x", doc: "features of the points, [N, C, P]", takes: "float" },
    { name: "points", doc: "coordinates, [N, 3, P]; centred and scaled into the cube", takes: "float" },
  ],
  parameters: { resolution: dim("cells along each edge of the cube") },
  arithmetic:
    "an addition per feature and point, and a division per element of the result; placing the points is left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x, points], { resolution }) {
    const [batch, channels, count] = x.shape;
    if (batch === undefined || channels === undefined || count === undefined || x.shape.length !== 3) {
      return refuseRank(x, "voxelize", "features [N, C, P]");
    }
    const wanted = [batch, 3, count];
    if (
      points.shape.length !== 3 ||
      wanted.some((extent, axis) => agree(extent, points.shape[axis] ?? 0) === undefined)
    ) {
      return refuse(
        "shapes-do-not-fit",
        `Points of ${formatTensor(points)} do not go with features of ${formatTensor(x)}.`,
        {
          help: "Points are [N, 3, P] for features [N, C, P].",
        },
      );
    }
    const y = { dtype: x.dtype, shape: [batch, channels, resolution, resolution, resolution] };
    return {
      outputs: [y],
      arithmetic: [product(["features", productDims(x.shape)]), product(["elements", elements(y)])],
      axes: () => [
        { size: batch, members: [input(0, 0), input(1, 0), output(0)] },
        { size: channels, members: [input(0, 1), output(1)] },
        { size: count, members: [input(0, 2), input(1, 2)] },
      ],
    };
  },
});
