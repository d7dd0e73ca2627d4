/** Space from channels and channels from space: the same rearrangement in both directions. */
import { type Dim, formatDim, mulDim } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { input, output } from "./links.ts";
import { operator } from "./operator.ts";
import { int } from "./parameter.ts";
import { share } from "./shapes.ts";
import { channelsFirst } from "./window.ts";

export const pixelShuffle = operator({
  name: "pixel_shuffle",
  family: "shape",
  summary: "Turns blocks of channels into finer space: [N, C·r², H, W] becomes [N, C, H·r, W·r].",
  example: `input x: f32[1, 48, 64, 64]
y = x -> pixel_shuffle(4)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C·r^d, …d spatial dims]", takes: "any" }],
  parameters: { r: int("how much finer", { min: 1, max: 4096 }) },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { r }) {
    const data = channelsFirst(x, "pixel_shuffle");
    if (isRefusal(data)) return data;
    const block = r ** data.spatial.length;
    const channels = share(data.channels, block);
    if (channels === undefined) {
      return refuse(
        "channels-do-not-divide",
        `${formatDim(data.channels)} channels do not fall into blocks of ${block}.`,
        {
          help: `\`r\` is ${r}, so the channels must be a multiple of ${block}.`,
          parameter: "r",
        },
      );
    }
    const spatial = data.spatial.map((extent) => mulDim(extent, r));
    return {
      outputs: [{ dtype: x.dtype, shape: [data.batch, channels, ...spatial] }],
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        { size: channels, members: [{ ...input(0, 1), inner: block }, output(1)] },
        ...data.spatial.map((size, i) => ({ size, members: [input(0, 2 + i), { ...output(2 + i), inner: r }] })),
      ],
    };
  },
});

export const pixelUnshuffle = operator({
  name: "pixel_unshuffle",
  family: "shape",
  summary: "Turns space into channels: [N, C, H·r, W·r] becomes [N, C·r², H, W].",
  example: `input x: f32[1, 3, 256, 256]
y = x -> pixel_unshuffle(4)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "any" }],
  parameters: { r: int("how much coarser", { min: 1, max: 4096 }) },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { r }) {
    const data = channelsFirst(x, "pixel_unshuffle");
    if (isRefusal(data)) return data;
    const block = r ** data.spatial.length;
    const spatial: Dim[] = [];
    for (const extent of data.spatial) {
      const coarse = share(extent, r);
      if (coarse === undefined) {
        return refuse("extent-does-not-divide", `An extent of ${formatDim(extent)} does not fall into steps of ${r}.`, {
          help: "Pad or resize the data to a multiple.",
          parameter: "r",
        });
      }
      spatial.push(coarse);
    }
    return {
      outputs: [{ dtype: x.dtype, shape: [data.batch, mulDim(data.channels, block), ...spatial] }],
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        { size: data.channels, members: [input(0, 1), { ...output(1), inner: block }] },
        ...spatial.map((size, i) => ({ size, members: [{ ...input(0, 2 + i), inner: r }, output(2 + i)] })),
      ],
    };
  },
});
