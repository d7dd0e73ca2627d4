import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { flag, float, int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const rmsnorm = operator({
  name: "rmsnorm",
  family: "normalisation",
  summary: "Divides by the root mean square over `axis` and all axes behind it, then applies a learned scale.",
  example: `input x: f32[1, 128, 256]
y = x -> rmsnorm
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
  parameters: {
    axis: int("the first axis that is normalised over", { default: -1 }),
    eps: float("added to the mean square", { default: 1e-5, min: 0 }),
    affine: flag("learns a scale", { default: true }),
  },
  arithmetic:
    "3 per element: square, sum, divide; 1 more for the scale. The root and the division once per row are left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { axis, affine }) {
    const first = axisOf(axis, x.shape.length);
    if (isRefusal(first)) return first;
    const shape = x.shape.slice(first);
    const weights: readonly Weight[] = affine ? [{ name: "weight", shape, role: "learned", initial: "ones" }] : [];
    return {
      outputs: [x],
      weights,
      arithmetic: [product(["elements", elements(x)], ["operations", affine ? 4 : 3])],
      axes: () => [
        ...passThrough(x.shape.slice(0, first)),
        ...shape.map((size, i) => ({
          size,
          members: [input(0, first + i), output(first + i), ...weights.map(({ name }) => weight(name, i))],
        })),
      ],
    };
  },
});
