import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product } from "./operator.ts";
import { flag } from "./parameter.ts";
import { refuseRank } from "./shapes.ts";

export const prelu = operator({
  name: "prelu",
  family: "activation",
  summary: "A leaky ReLU whose slope for negative values is learned: one for all, or one per channel.",
  example: `input x: f32[1, 32, 28, 28]
y = x -> prelu(per_channel=true)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …]", takes: "float" }],
  parameters: { per_channel: flag("a slope for each channel instead of one for all", { default: false }) },
  arithmetic: "2 per element: a comparison and a multiplication",
  storage: "in-place",
  quantization: { kind: "arithmetic" },
  apply([x], { per_channel }) {
    const channels = x.shape[1];
    if (per_channel && channels === undefined) return refuseRank(x, "prelu", "[N, C, …] for a slope per channel");
    const slopes = per_channel && channels !== undefined ? channels : 1;
    return {
      outputs: [x],
      weights: [{ name: "weight", shape: [slopes], role: "learned", initial: "ones", values: 0.25 }],
      arithmetic: [product(["elements", elements(x)], ["operations", 2])],
      axes: () =>
        per_channel
          ? [
              ...passThrough(x.shape, { except: [1] }),
              { size: slopes, members: [input(0, 1), output(1), weight("weight", 0)] },
            ]
          : passThrough(x.shape),
    };
  },
});
