import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { flag, float, int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const layernorm = operator({
  name: "layernorm",
  family: "normalisation",
  summary: "Normalises over `axis` and all axes behind it, then applies a learned scale and shift.",
  example: `input x: f32[1, 128, 256]
y = x -> layernorm
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
  parameters: {
    axis: int("the first axis that is normalised over", { default: -1 }),
    eps: float("added to the variance", { default: 1e-5, min: 0 }),
    affine: flag("learns a scale and a shift", { default: true }),
  },
  arithmetic:
    "5 per element: sum, subtract the mean, square, sum, divide; 2 more for scale and shift. The root and the divisions once per row are left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { axis, affine }) {
    const first = axisOf(axis, x.shape.length);
    if (isRefusal(first)) return first;
    const shape = x.shape.slice(first);
    const weights: readonly Weight[] = affine
      ? [
          { name: "weight", shape, role: "learned", initial: "ones" },
          { name: "bias", shape, role: "learned", initial: "zeros" },
        ]
      : [];
    return {
      outputs: [x],
      weights,
      arithmetic: [product(["elements", elements(x)], ["operations", affine ? 7 : 5])],
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
