import { productDims } from "../base/dim.ts";
import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { dim, flag } from "./parameter.ts";
import { refuseRank } from "./shapes.ts";

export const linear = operator({
  name: "linear",
  family: "linear",
  summary: "A learned linear map of the last axis; every other axis is treated alike.",
  example: `input x: f32[1, 512]
y = x -> linear(1000)
output y`,
  inputs: [{ name: "x", doc: "data, […, features]", takes: "float" }],
  parameters: {
    out: dim("output features"),
    bias: flag("adds a learned bias", { default: true }),
  },
  formula: "outputs × input features",
  arithmetic: "one addition per output for the bias",
  storage: "fresh",
  quantization: { kind: "weighted", channelAxis: { weight: 0 } },
  apply([x], { out, bias }) {
    const features = x.shape.at(-1);
    if (features === undefined) return refuseRank(x, "linear", "at least one axis");
    const last = x.shape.length - 1;
    const y = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), out] };
    const weights: Weight[] = [{ name: "weight", shape: [out, features], role: "learned", initial: "kaiming" }];
    if (bias) weights.push({ name: "bias", shape: [out], role: "learned", initial: "zeros" });
    return {
      outputs: [y],
      weights,
      macs: [product(["rows", productDims(x.shape.slice(0, -1))], ["outputs", out], ["inputs", features])],
      arithmetic: bias ? [product(["outputs", elements(y)])] : [],
      axes: () => [
        ...passThrough(x.shape, { except: [last] }),
        { size: features, members: [input(0, last), weight("weight", 1)] },
        {
          size: out,
          members: [
            output(last),
            weight("weight", 0),
            ...(bias ? [weight("bias", 0)] : []),
            { kind: "parameter", name: "out" },
          ],
        },
      ],
    };
  },
});
