import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { broadcastLinks } from "./links.ts";
import { operator, product } from "./operator.ts";
import { broadcast, commonDtype } from "./shapes.ts";

export const where = operator({
  name: "where",
  family: "arithmetic",
  summary: "Takes each element from one of two tensors, as a condition says.",
  example: `input x: f32[1, 16]
y = where(x > 0, x, 0)
output y`,
  inputs: [
    { name: "condition", doc: "which of the two, element by element", takes: "bool" },
    { name: "a", doc: "values where it is true", takes: "any", scalar: true },
    { name: "b", doc: "values where it is false; all three broadcast", takes: "any", scalar: true },
  ],
  parameters: {},
  arithmetic: "1 per element of the result: a selection",
  storage: "in-place",
  quantization: { kind: "arithmetic" },
  apply([condition, a, b]) {
    const dtype = commonDtype([a, b], "where");
    if (isRefusal(dtype)) return dtype;
    const shape = broadcast([condition.shape, a.shape, b.shape], "where");
    if (isRefusal(shape)) return shape;
    const y = { dtype, shape };
    return {
      outputs: [y],
      arithmetic: [product(["elements", elements(y)])],
      axes: () => broadcastLinks([condition, a, b], shape),
    };
  },
});
