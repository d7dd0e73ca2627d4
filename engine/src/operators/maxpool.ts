import { productDims, subDim } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { extents, flag, optional, padding } from "./parameter.ts";
import { channelsFirst, refusePadding, slideWindow } from "./window.ts";

export const maxpool = operator({
  name: "maxpool",
  family: "pooling",
  summary: "The greatest value in each window.",
  example: `input x: f32[1, 64, 112, 112]
y = x -> maxpool(3, stride=2, pad=1)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "number" }],
  parameters: {
    kernel: extents("window size"),
    stride: optional(extents("step of the window"), "kernel"),
    pad: padding("positions around the data that never win", { default: 0 }),
    dilation: extents("distance between the window's positions", { default: 1 }),
    ceil: flag("counts a last, partial window", { default: false }),
  },
  arithmetic: "kernel − 1 comparisons per output",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { kernel, stride, ...rest }) {
    const data = channelsFirst(x, "maxpool");
    if (isRefusal(data)) return data;
    const slid = slideWindow(data.spatial, { kernel, stride: stride ?? kernel, ...rest });
    if (isRefusal(slid)) return slid;
    const outside = refusePadding(slid);
    if (outside !== undefined) return outside;
    const y = { dtype: x.dtype, shape: [data.batch, data.channels, ...slid.output] };
    return {
      outputs: [y],
      arithmetic: [product(["outputs", elements(y)], ["comparisons", subDim(productDims(slid.kernel), 1)])],
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        { size: data.channels, members: [input(0, 1), output(1)] },
      ],
    };
  },
});
