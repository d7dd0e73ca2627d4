import { refuse } from "../base/report.ts";
import { elements, formatTensor } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { agree, refuseRank } from "./shapes.ts";

export const devoxelize = operator({
  name: "devoxelize",
  family: "points",
  summary: "Reads a cube of cells at the points, weighing the eight cells around each.",
  example: `input grid: f32[1, 64, 16, 16, 16]
input points: f32[1, 3, 2048]
y = devoxelize(grid, points)
output y`,
  inputs: [
    { name: "x", doc: "cells, [N, C, R, R, R]", takes: "float" },
    { name: "points", doc: "coordinates, [N, 3, P]; centred and scaled as in `voxelize`", takes: "float" },
  ],
  parameters: {},
  arithmetic: "15 per element of the result: eight multiplications and seven additions; placing the points is left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x, points]) {
    const [batch, channels] = x.shape;
    if (batch === undefined || channels === undefined || x.shape.length !== 5) {
      return refuseRank(x, "devoxelize", "cells [N, C, R, R, R]");
    }
    const [pointsBatch, coordinates, count] = points.shape;
    if (
      count === undefined ||
      points.shape.length !== 3 ||
      agree(batch, pointsBatch ?? 0) === undefined ||
      agree(coordinates ?? 0, 3) === undefined
    ) {
      return refuse(
        "shapes-do-not-fit",
        `Points of ${formatTensor(points)} do not go with cells of ${formatTensor(x)}.`,
        {
          help: "Points are [N, 3, P] for cells [N, C, R, R, R].",
        },
      );
    }
    const y = { dtype: x.dtype, shape: [batch, channels, count] };
    return {
      outputs: [y],
      arithmetic: [product(["elements", elements(y)], ["operations", 15])],
      axes: () => [
        { size: batch, members: [input(0, 0), input(1, 0), output(0)] },
        { size: channels, members: [input(0, 1), output(1)] },
        { size: count, members: [input(1, 2), output(2)] },
      ],
    };
  },
});
