/** Pooling over all positions, which differs only in what is done with them. */
import { type Dim, productDims } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { input, output } from "./links.ts";
import { type Input, operator, product, type Quantization } from "./operator.ts";
import { joins } from "./shapes.ts";
import { channelsFirst } from "./window.ts";

export const globalAvgpool = family({
  name: "global_avgpool",
  summary: "The mean of each channel over all positions; every spatial extent becomes 1.",
  takes: "float",
  arithmetic: "1 per input element: the additions and one division per channel",
  perChannel: (positions) => positions,
  quantization: { kind: "arithmetic" },
});

export const globalMaxpool = family({
  name: "global_maxpool",
  summary: "The greatest value of each channel over all positions; every spatial extent becomes 1.",
  takes: "number",
  arithmetic: "positions − 1 comparisons per channel",
  perChannel: (positions) => joins(positions),
  quantization: { kind: "transparent" },
});

interface GlobalPool {
  readonly name: string;
  readonly summary: string;
  readonly takes: Input["takes"];
  readonly arithmetic: string;
  readonly perChannel: (positions: Dim) => Dim;
  readonly quantization: Quantization;
}

function family({ name, summary, takes, arithmetic, perChannel, quantization }: GlobalPool) {
  return operator({
    name,
    family: "pooling",
    summary,
    example: `input x: f32[1, 512, 7, 7]
y = x -> ${name}
output y`,
    inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes }],
    parameters: {},
    arithmetic,
    storage: "fresh",
    quantization,
    apply([x]) {
      const data = channelsFirst(x, name);
      if (isRefusal(data)) return data;
      const { batch, channels, spatial } = data;
      return {
        outputs: [{ dtype: x.dtype, shape: [batch, channels, ...spatial.map(() => 1)] }],
        arithmetic: [
          product(["batch", batch], ["channels", channels], ["operations", perChannel(productDims(spatial))]),
        ],
        axes: () => [
          { size: batch, members: [input(0, 0), output(0)] },
          { size: channels, members: [input(0, 1), output(1)] },
          ...spatial.map((size, i) => ({ size, members: [input(0, 2 + i)] })),
        ],
      };
    },
  });
}
