import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { passThrough } from "./links.ts";
import { operator, product } from "./operator.ts";
import { float, int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const normalize = operator({
  name: "normalize",
  family: "normalisation",
  summary: "Divides by the Euclidean length along `axis`, so that every vector has length 1.",
  example: `input x: f32[1, 128]
y = x -> normalize
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
  parameters: {
    axis: int("the axis along which lengths are taken", { default: 1 }),
    eps: float("the least length divided by", { default: 1e-12, min: 0 }),
  },
  arithmetic: "3 per element: square, sum, divide. The root once per vector is left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { axis }) {
    const along = axisOf(axis, x.shape.length);
    if (isRefusal(along)) return along;
    return {
      outputs: [x],
      arithmetic: [product(["elements", elements(x)], ["operations", 3])],
      axes: () => passThrough(x.shape),
    };
  },
});
