import { addDim, type Dim, mulDim, productDims, subDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { output, weight } from "./links.ts";
import { operator } from "./operator.ts";
import { dim, dimOrDims } from "./parameter.ts";

export const relativePositionBias = operator({
  name: "relative_position_bias",
  family: "attention",
  summary:
    "A learned bias of attention scores for every distance within a window (Liu et al., 2021): the `mask` of attention.",
  example: `input x: f32[64, 49, 96]
b = near: relative_position_bias(window=7, heads=3)
y = x -> attention(heads=3, mask=b)
output y`,
  inputs: [],
  parameters: {
    window: dimOrDims("extents of the window: one for height and width, or a list"),
    heads: dim("heads, each with biases of its own"),
  },
  arithmetic: "none: entries of the table are copied",
  storage: "fresh",
  quantization: { kind: "float" },
  apply(_, { window, heads }) {
    const [height, width = height, ...more] = window;
    if (height === undefined || width === undefined || more.length > 0) {
      return refuse("wrong-length", `\`window\` has ${window.length} entries; it needs one or two.`, {
        help: "Write one extent, or height and width.",
        parameter: "window",
      });
    }
    const places = mulDim(height, width);
    const distances = productDims([height, width].map((extent): Dim => subDim(addDim(extent, extent), 1)));
    return {
      outputs: [{ dtype: "f32", shape: [heads, places, places] }],
      weights: [
        { name: "relative_position_bias_table", shape: [distances, heads], role: "learned", initial: "normal" },
      ],
      axes: () => [
        {
          size: heads,
          members: [output(0), weight("relative_position_bias_table", 1), { kind: "parameter", name: "heads" }],
        },
      ],
    };
  },
});
