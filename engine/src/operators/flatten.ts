import { productDims } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { reshapeLinks } from "./links.ts";
import { operator } from "./operator.ts";
import { int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const flatten = operator({
  name: "flatten",
  family: "shape",
  summary: "Joins axis `from` and all axes behind it into one.",
  example: `input x: f32[1, 64, 7, 7]
y = x -> flatten
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { from: int("the first axis that is joined", { default: 1 }) },
  arithmetic: "none",
  storage: "view",
  quantization: { kind: "transparent" },
  apply([x], { from }) {
    const first = axisOf(from, x.shape.length, "from");
    if (isRefusal(first)) return first;
    const shape = [...x.shape.slice(0, first), productDims(x.shape.slice(first))];
    return { outputs: [{ dtype: x.dtype, shape }], axes: () => reshapeLinks(x.shape, shape) };
  },
});
