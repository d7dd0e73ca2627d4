import { addDim, type Dim, mulDim, productDims, subDim, unknownDim } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { extents } from "./parameter.ts";
import { share } from "./shapes.ts";
import { channelsFirst, perSpatialDim } from "./window.ts";

export const adaptiveAvgpool = operator({
  name: "adaptive_avgpool",
  family: "pooling",
  summary: "The mean of as many windows as are asked for; they cover the data and overlap where it does not divide.",
  example: `input x: f32[1, 256, 13, 13]
y = x -> adaptive_avgpool(6)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "float" }],
  parameters: { size: extents("output size") },
  arithmetic: "1 per element of each window: the additions and a division",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply([x], { size }) {
    const data = channelsFirst(x, "adaptive_avgpool");
    if (isRefusal(data)) return data;
    const { batch, channels, spatial } = data;
    const sizes = perSpatialDim(size, spatial.length, "size");
    if (isRefusal(sizes)) return sizes;
    return {
      outputs: [{ dtype: x.dtype, shape: [batch, channels, ...sizes] }],
      arithmetic: [
        product(
          ["batch", batch],
          ["channels", channels],
          ["window elements", productDims(spatial.map((extent, i) => windowElements(extent, sizes[i] ?? 1)))],
        ),
      ],
      axes: () => [
        { size: batch, members: [input(0, 0), output(0)] },
        { size: channels, members: [input(0, 1), output(1)] },
      ],
    };
  },
});

/**
 * The lengths of all windows added up. Window i covers floor(i·n/m) to ceil((i+1)·n/m), so there are n + m − gcd(n, m):
 * each element once, and once more wherever two windows meet inside an element.
 */
function windowElements(extent: Dim, windows: number): Dim {
  if (typeof extent === "number") return subDim(addDim(extent, windows), greatestCommonDivisor(extent, windows));
  const whole = share(extent, windows);
  return whole === undefined ? unknownDim : mulDim(whole, windows);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
