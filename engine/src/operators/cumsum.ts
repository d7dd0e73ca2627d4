import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { passThrough } from "./links.ts";
import { operator, product } from "./operator.ts";
import { int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const cumsum = operator({
  name: "cumsum",
  family: "reduction",
  summary: "Running sums along an axis.",
  example: `input x: f32[1, 16000]
y = x -> cumsum(axis=1)
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "number" }],
  parameters: { axis: int("the axis that is summed along") },
  arithmetic: "1 per element: an addition",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { axis }) {
    const along = axisOf(axis, x.shape.length);
    if (isRefusal(along)) return along;
    return {
      outputs: [x],
      arithmetic: [product(["elements", elements(x)])],
      axes: () => passThrough(x.shape, { except: [along] }),
    };
  },
});
