import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { flag, float } from "./parameter.ts";
import { refuseRank } from "./shapes.ts";

export const bn = operator({
  name: "bn",
  family: "normalisation",
  summary: "Batch normalisation of each channel by its running mean and variance, then a learned scale and shift.",
  example: `input x: f32[1, 16, 28, 28]
y = x -> conv(32, kernel=3, bias=false) -> bn
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …]", takes: "float" }],
  parameters: {
    eps: float("added to the variance", { default: 1e-5, min: 0 }),
    affine: flag("learns a scale and a shift", { default: true }),
  },
  arithmetic:
    "one multiplication and one addition per element: statistics, scale and shift folded into two numbers per channel",
  storage: "in-place",
  quantization: { kind: "folded" },
  apply([x], { affine }) {
    const channels = x.shape[1];
    if (channels === undefined) return refuseRank(x, "bn", "[N, C, …]");
    const weights: readonly Weight[] = [
      ...(affine
        ? [
            { name: "weight", shape: [channels], role: "learned", initial: "ones" } as const,
            { name: "bias", shape: [channels], role: "learned", initial: "zeros" } as const,
          ]
        : []),
      { name: "running_mean", shape: [channels], role: "statistic", initial: "zeros" },
      { name: "running_var", shape: [channels], role: "statistic", initial: "ones" },
    ];
    return {
      outputs: [x],
      weights,
      arithmetic: [product(["elements", elements(x)], ["operations", 2])],
      axes: () => [
        ...passThrough(x.shape, { except: [1] }),
        { size: channels, members: [input(0, 1), output(1), ...weights.map(({ name }) => weight(name, 0))] },
      ],
    };
  },
});
