import { formatDim } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { elements, formatTensor } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { flag, word } from "./parameter.ts";
import { agree } from "./shapes.ts";
import { channelsFirst } from "./window.ts";

export const gridSample = operator({
  name: "grid_sample",
  family: "shape",
  summary: "Reads the data at places between its elements, given as coordinates from −1 to 1.",
  example: `input x: f32[1, 16, 28, 28]
input grid: f32[1, 14, 14, 2]
y = grid_sample(x, grid)
output y`,
  inputs: [
    { name: "x", doc: "data, [N, C, …spatial], two or three spatial dims", takes: "float" },
    {
      name: "grid",
      doc: "places, [N, …output spatial, spatial dims], the last spatial dim's coordinate first",
      takes: "float",
    },
  ],
  parameters: {
    mode: word("how elements around a place are weighed", ["linear", "nearest", "cubic"], { default: "linear" }),
    padding_mode: word("what lies outside the data", ["zeros", "border", "reflection"], { default: "zeros" }),
    align_corners: flag("−1 and 1 are the centres of the outermost elements, not their outer edges", {
      default: false,
    }),
  },
  arithmetic:
    "per output twice the elements weighed, less one: none for nearest; with two spatial dims 7 for linear and 31 for cubic. Weights from coordinates are left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x, grid], { mode }) {
    const data = channelsFirst(x, "grid_sample");
    if (isRefusal(data)) return data;
    const rank = data.spatial.length;
    const [gridBatch, ...places] = grid.shape;
    const coordinates = places.pop();
    const unfit =
      rank < 2 ||
      places.length !== rank ||
      agree(data.batch, gridBatch ?? 0) === undefined ||
      agree(coordinates ?? 0, rank) === undefined;
    if (unfit) {
      return refuse(
        "shapes-do-not-fit",
        `\`grid_sample\` cannot read ${formatTensor(x)} at places ${formatTensor(grid)}.`,
        {
          help: `It needs two or three spatial dims and a grid of [${formatDim(data.batch)}, …output spatial, ${rank}].`,
        },
      );
    }
    if (mode === "cubic" && rank !== 2) {
      return refuse(
        "bad-argument",
        `\`mode\` is "cubic", which is only known for two spatial dims; the data has ${rank}.`,
        {
          help: 'Use "linear".',
          parameter: "mode",
        },
      );
    }
    const y = { dtype: x.dtype, shape: [data.batch, data.channels, ...places] };
    return {
      outputs: [y],
      arithmetic:
        mode === "nearest" ? [] : [product(["outputs", elements(y)], ["operations", 2 * tapsOf(mode) ** rank - 1])],
      axes: () => [
        { size: data.batch, members: [input(0, 0), input(1, 0), output(0)] },
        { size: data.channels, members: [input(0, 1), output(1)] },
        ...places.map((size, i) => ({ size, members: [input(1, 1 + i), output(2 + i)] })),
      ],
    };
  },
});

/** Elements weighed along each axis. */
export function tapsOf(mode: "nearest" | "linear" | "cubic"): number {
  return { nearest: 1, linear: 2, cubic: 4 }[mode];
}
