import { mulDim, productDims } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { groupLink } from "./conv.ts";
import { input, output } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { dim, extents, flag, padding } from "./parameter.ts";
import { channelsFirst, slideWindow } from "./window.ts";

export const dwconv = operator({
  name: "dwconv",
  family: "convolution",
  summary: "Depthwise convolution: every channel is convolved on its own, with `multiplier` kernels each.",
  example: `input x: f32[1, 32, 56, 56]
y = x -> dwconv(kernel=3, stride=2)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "float" }],
  parameters: {
    kernel: extents("kernel size"),
    stride: extents("step of the window", { default: 1 }),
    pad: padding("zeros around the data", {
      default: undefined,
      defaultText: "(dilation·(kernel−1))//2, or 0 where stride = kernel",
    }),
    dilation: extents("distance between kernel taps", { default: 1 }),
    multiplier: dim("output channels per input channel", { default: 1 }),
    bias: flag("adds a learned bias", { default: true }),
  },
  formula: "outputs × kernel",
  arithmetic: "one addition per output for the bias",
  storage: "in-place-where-supported",
  quantization: { kind: "weighted", channelAxis: { weight: 0 } },
  apply([x], { multiplier, bias, ...window }) {
    const data = channelsFirst(x, "dwconv");
    if (isRefusal(data)) return data;
    const slid = slideWindow(data.spatial, window);
    if (isRefusal(slid)) return slid;
    const channels = mulDim(data.channels, multiplier);
    const y = { dtype: x.dtype, shape: [data.batch, channels, ...slid.output] };
    const weights: Weight[] = [
      { name: "weight", shape: [channels, 1, ...slid.kernel], role: "learned", initial: "kaiming" },
    ];
    if (bias) weights.push({ name: "bias", shape: [channels], role: "learned", initial: "zeros" });
    return {
      outputs: [y],
      weights,
      macs: [product(["outputs", elements(y)], ["kernel", productDims(slid.kernel)])],
      arithmetic: bias ? [product(["outputs", elements(y)])] : [],
      storage: multiplier === 1 ? "in-place-where-supported" : "fresh",
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        groupLink(1, multiplier, data.channels, bias, []),
      ],
    };
  },
});
