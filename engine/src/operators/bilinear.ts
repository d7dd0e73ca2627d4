import { productDims } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { elements, formatTensor } from "../base/tensor.ts";
import { input, output, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { dim, flag } from "./parameter.ts";
import { agree, commonDtype, refuseRank } from "./shapes.ts";

export const bilinear = operator({
  name: "bilinear",
  family: "linear",
  summary: "A learned bilinear form of two tensors: output o is aᵀ·W[o]·b over their last axes.",
  example: `input a: f32[1, 64]
input b: f32[1, 32]
y = bilinear(a, b, 16)
output y`,
  inputs: [
    { name: "a", doc: "first data, […, features]", takes: "float" },
    { name: "b", doc: "second data, with the same leading extents", takes: "float" },
  ],
  parameters: {
    out: dim("output features"),
    bias: flag("adds a learned bias", { default: true }),
  },
  formula: "outputs × features of the first × features of the second",
  arithmetic:
    "2 per output and feature of the first, for the outer product's sum; one addition per output for the bias",
  storage: "fresh",
  quantization: { kind: "weighted", channelAxis: { weight: 0 } },
  apply([a, b], { out, bias }) {
    const [left, right] = [a.shape.at(-1), b.shape.at(-1)];
    if (left === undefined) return refuseRank(a, "bilinear", "[…, features]");
    if (right === undefined) return refuseRank(b, "bilinear", "[…, features]");
    const dtype = commonDtype([a, b], "bilinear");
    if (isRefusal(dtype)) return dtype;
    const leading = a.shape.slice(0, -1).map((extent, axis) => agree(extent, b.shape[axis] ?? 1));
    if (a.shape.length !== b.shape.length || leading.includes(undefined)) {
      return refuse("shapes-do-not-fit", `\`bilinear\` of ${formatTensor(a)} and ${formatTensor(b)}.`, {
        help: "Every axis but the last must be equal.",
      });
    }
    const shape = leading.flatMap((extent) => extent ?? []);
    const y = { dtype, shape: [...shape, out] };
    const last = shape.length;
    const weights: Weight[] = [{ name: "weight", shape: [out, left, right], role: "learned", initial: "kaiming" }];
    if (bias) weights.push({ name: "bias", shape: [out], role: "learned", initial: "zeros" });
    const rows = productDims(shape);
    return {
      outputs: [y],
      weights,
      macs: [product(["rows", rows], ["outputs", out], ["first features", left], ["second features", right])],
      arithmetic: [
        product(["rows", rows], ["outputs", out], ["first features", left], ["operations", 2]),
        ...(bias ? [product(["outputs", elements(y)])] : []),
      ],
      axes: () => [
        ...shape.map((size, axis) => ({ size, members: [input(0, axis), input(1, axis), output(axis)] })),
        { size: left, members: [input(0, last), weight("weight", 1)] },
        { size: right, members: [input(1, last), weight("weight", 2)] },
        {
          size: out,
          members: [
            output(last),
            weight("weight", 0),
            ...(bias ? [weight("bias", 0)] : []),
            { kind: "parameter", name: "out" },
          ],
        },
      ],
    };
  },
});
