import { productDims } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { extents, flag, optional, padding } from "./parameter.ts";
import { channelsFirst, refusePadding, slideWindow } from "./window.ts";

export const avgpool = operator({
  name: "avgpool",
  family: "pooling",
  summary: "The mean of each window.",
  example: `input x: f32[1, 64, 56, 56]
y = x -> avgpool(2)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "float" }],
  parameters: {
    kernel: extents("window size"),
    stride: optional(extents("step of the window"), "kernel"),
    pad: padding("zeros around the data", { default: 0 }),
    ceil: flag("counts a last, partial window", { default: false }),
    count_pad: flag("divides by the whole window, padding included", { default: true }),
  },
  arithmetic: "kernel per output: kernel − 1 additions and a division",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply([x], { kernel, stride, pad, ceil }) {
    const data = channelsFirst(x, "avgpool");
    if (isRefusal(data)) return data;
    const slid = slideWindow(data.spatial, { kernel, stride: stride ?? kernel, pad, ceil, dilation: 1 });
    if (isRefusal(slid)) return slid;
    const outside = refusePadding(slid);
    if (outside !== undefined) return outside;
    const y = { dtype: x.dtype, shape: [data.batch, data.channels, ...slid.output] };
    return {
      outputs: [y],
      arithmetic: [product(["outputs", elements(y)], ["kernel", productDims(slid.kernel)])],
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        { size: data.channels, members: [input(0, 1), output(1)] },
      ],
    };
  },
});
