import { boundsOfDim, formatDim, subDim } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { passThrough } from "./links.ts";
import { operator, product } from "./operator.ts";
import { dim, flag, int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const topk = operator({
  name: "topk",
  family: "reduction",
  summary: "The `k` greatest values along an axis, in order, and their indices.",
  example: `input x: f32[1, 1000]
values, indices = x -> topk(5)
output values, indices`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "number" }],
  results: ["values", "indices"],
  parameters: {
    k: dim("how many"),
    axis: int("the axis that is searched", { default: -1 }),
    largest: flag("the greatest instead of the least", { default: true }),
  },
  arithmetic: "1 per element: a comparison; keeping the k in order comes on top and is left out",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { k, axis }) {
    const along = axisOf(axis, x.shape.length);
    if (isRefusal(along)) return along;
    const extent = x.shape[along] ?? 1;
    if (boundsOfDim(subDim(extent, k), new Map()).high < 0) {
      return refuse(
        "out-of-range",
        `The axis has ${formatDim(extent)} entries, fewer than the ${formatDim(k)} asked for.`,
        {
          help: `Use at most ${formatDim(extent)}.`,
          parameter: "k",
        },
      );
    }
    const shape = x.shape.with(along, k);
    return {
      outputs: [
        { dtype: x.dtype, shape },
        { dtype: "i64", shape },
      ],
      arithmetic: [product(["elements", elements(x)])],
      axes: () => passThrough(x.shape, { except: [along], outputs: 2 }),
    };
  },
});
