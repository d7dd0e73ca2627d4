import { boundsOfDim, type Dim, floorDivDim, formatDim, mulDim, unknownDim } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { tapsOf } from "./gridSample.ts";
import { input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { dimOrDims, flag, numbers, optional, word } from "./parameter.ts";
import { channelsFirst } from "./window.ts";

export const resize = operator({
  name: "resize",
  family: "shape",
  summary: "Scales the spatial dims by a factor or to a size.",
  example: `input x: f32[1, 64, 28, 28]
y = x -> resize(scale=2)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "float" }],
  parameters: {
    scale: optional(numbers("factor of every spatial extent, or one for each; the result is rounded down")),
    size: optional(dimOrDims("spatial extents of the result")),
    mode: word("how new elements come about", ["nearest", "linear", "cubic"], { default: "nearest" }),
    align_corners: flag("the outermost elements keep their places", { default: false }),
  },
  arithmetic:
    "per output twice the elements weighed, less one: none for nearest; with two spatial dims 7 for linear and 31 for cubic",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply([x], { scale, size, mode }) {
    const data = channelsFirst(x, "resize");
    if (isRefusal(data)) return data;
    const rank = data.spatial.length;
    if ((scale === undefined) === (size === undefined)) {
      return refuse("one-of", "`resize` needs exactly one of `scale` and `size`.", {
        help: "Write `scale=2`, or `size=[56, 56]`.",
        ...(scale === undefined ? {} : { parameter: "size" }),
      });
    }
    const spatial = size === undefined ? scaled(data.spatial, scale?.values ?? []) : sized(size, rank);
    if (isRefusal(spatial)) return spatial;
    const y = { dtype: x.dtype, shape: [data.batch, data.channels, ...spatial] };
    return {
      outputs: [y],
      arithmetic:
        mode === "nearest" ? [] : [product(["outputs", elements(y)], ["operations", 2 * tapsOf(mode) ** rank - 1])],
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        { size: data.channels, members: [input(0, 1), output(1)] },
      ],
    };
  },
});

function scaled(spatial: readonly Dim[], factors: readonly number[]): readonly Dim[] | Refusal {
  const [all] = factors;
  if (all === undefined || (factors.length !== 1 && factors.length !== spatial.length)) {
    return refuse(
      "wrong-length",
      `\`scale\` has ${factors.length} entries, but the data has ${spatial.length} spatial dims.`,
      {
        help: "Write one factor for all spatial dims, or one for each.",
        parameter: "scale",
      },
    );
  }
  const result: Dim[] = [];
  for (const [i, extent] of spatial.entries()) {
    const factor = factors.length === 1 ? all : (factors[i] ?? all);
    const out = scaleDim(extent, factor);
    if (factor <= 0 || boundsOfDim(out, new Map()).high < 1) {
      return refuse("out-of-range", `Scaling ${formatDim(extent)} by ${factor} leaves nothing.`, {
        help: "Use a greater factor.",
        parameter: "scale",
      });
    }
    result.push(out);
  }
  return result;
}

/** floor(extent × factor); a symbolic extent needs a factor that binary numbers hold exactly, such as 1.5. */
function scaleDim(extent: Dim, factor: number): Dim {
  if (typeof extent === "number") return Math.floor(extent * factor);
  for (let divisor = 1; divisor <= 64; divisor *= 2) {
    if (Number.isSafeInteger(factor * divisor)) return floorDivDim(mulDim(extent, factor * divisor), divisor);
  }
  return unknownDim;
}

function sized(size: readonly Dim[], rank: number): readonly Dim[] | Refusal {
  const [all] = size;
  if (all !== undefined && size.length === 1) return Array.from({ length: rank }, () => all);
  if (size.length === rank) return size;
  return refuse("wrong-length", `\`size\` has ${size.length} entries, but the data has ${rank} spatial dims.`, {
    help: "Write one extent for all spatial dims, or one for each.",
    parameter: "size",
  });
}
