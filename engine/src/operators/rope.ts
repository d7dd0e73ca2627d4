import { formatDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output, passThrough } from "./links.ts";
import { operator, product } from "./operator.ts";
import { dim, flag, float } from "./parameter.ts";
import { refuseRank, share } from "./shapes.ts";

export const rope = operator({
  name: "rope",
  family: "attention",
  summary:
    "Rotary position embedding: turns pairs of features by an angle that grows with the place (Su et al., 2021).",
  example: `input x: f32[1, 128, 256]
y = x -> linear(256) -> rope(heads=4)
output y`,
  inputs: [{ name: "x", doc: "queries or keys, […, S, heads·head size]", takes: "float" }],
  parameters: {
    base: float("how slowly the last pairs turn", { default: 10000, min: 0 }),
    heads: dim("heads that the last axis falls into", { default: 1 }),
    start: dim("place of the first row", { default: 0, min: 0 }),
    interleaved: flag("pairs are neighbours instead of the two halves of a head", { default: false }),
  },
  arithmetic: "3 per element: two multiplications and an addition; sines and cosines are stored",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { heads }) {
    const features = x.shape.at(-1);
    if (features === undefined || x.shape.length < 2) return refuseRank(x, "rope", "[…, S, features]");
    const headDim = share(features, heads);
    if (headDim === undefined) {
      return refuse(
        "heads-do-not-divide",
        `${formatDim(features)} features do not fall into ${formatDim(heads)} equal heads.`,
        {
          help: "Choose heads that divide the features.",
          parameter: "heads",
        },
      );
    }
    if (typeof headDim === "number" && headDim % 2 === 1) {
      return refuse("odd-head", `Rotary embeddings turn pairs of features, but a head has ${headDim}.`, {
        help: "Use an even head size.",
        parameter: "heads",
      });
    }
    const last = x.shape.length - 1;
    return {
      outputs: [x],
      arithmetic: [product(["elements", elements(x)], ["operations", 3])],
      // Features of a head turn by different angles in pairs, so only whole heads can go; places count from the first.
      axes: () => [
        ...passThrough(x.shape.slice(0, -2)),
        {
          size: heads,
          members: [
            { ...input(0, last), inner: headDim },
            { ...output(last), inner: headDim },
            { kind: "parameter", name: "heads" },
          ],
        },
      ],
    };
  },
});
