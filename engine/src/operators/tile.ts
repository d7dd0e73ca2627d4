import { mulDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { formatTensor } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { operator } from "./operator.ts";
import { dims } from "./parameter.ts";

export const tile = operator({
  name: "tile",
  family: "shape",
  summary: "Lays copies of the data one after the other along its axes.",
  example: `input x: f32[1, 1, 64]
y = x -> tile([1, 16, 1])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { repeats: dims("copies along each axis") },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { repeats }) {
    if (repeats.length !== x.shape.length) {
      return refuse("wrong-length", `\`repeats\` has ${repeats.length} entries, but the data is ${formatTensor(x)}.`, {
        help: "Write one number for each axis, 1 where it stays.",
        parameter: "repeats",
      });
    }
    const copies = (axis: number) => repeats[axis] ?? 1;
    return {
      outputs: [{ dtype: x.dtype, shape: x.shape.map((extent, axis) => mulDim(extent, copies(axis))) }],
      axes: () =>
        x.shape.map((size, axis) => ({ size, members: [input(0, axis), { ...output(axis), outer: copies(axis) }] })),
    };
  },
});
