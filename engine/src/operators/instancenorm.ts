import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { flag, float } from "./parameter.ts";
import { refuseRank } from "./shapes.ts";

export const instancenorm = operator({
  name: "instancenorm",
  family: "normalisation",
  summary: "Normalises each channel of each sample over its positions.",
  example: `input x: f32[1, 64, 28, 28]
y = x -> instancenorm
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "float" }],
  parameters: {
    eps: float("added to the variance", { default: 1e-5, min: 0 }),
    affine: flag("learns a scale and a shift per channel", { default: false }),
  },
  arithmetic:
    "5 per element: sum, subtract the mean, square, sum, divide; 2 more for scale and shift. The root and the divisions once per channel are left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { affine }) {
    const channels = x.shape[1];
    if (channels === undefined || x.shape.length < 3) return refuseRank(x, "instancenorm", "[N, C, …spatial]");
    const weights: readonly Weight[] = affine
      ? [
          { name: "weight", shape: [channels], role: "learned", initial: "ones" },
          { name: "bias", shape: [channels], role: "learned", initial: "zeros" },
        ]
      : [];
    return {
      outputs: [x],
      weights,
      arithmetic: [product(["elements", elements(x)], ["operations", affine ? 7 : 5])],
      axes: () => [
        ...passThrough(x.shape, { except: [1] }),
        { size: channels, members: [input(0, 1), output(1), ...weights.map(({ name }) => weight(name, 0))] },
      ],
    };
  },
});
