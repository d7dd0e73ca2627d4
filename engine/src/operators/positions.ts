import { boundsOfDim, formatDim, subDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product } from "./operator.ts";
import { dim, optional } from "./parameter.ts";
import { agree, disagreement, refuseRank } from "./shapes.ts";

export const positions = operator({
  name: "positions",
  family: "weights",
  summary: "Adds a learned row to each place of a sequence: the first S rows of a table of `length`.",
  example: `input x: f32[1, 197, 768]
y = x -> positions(197, 768)
output y`,
  inputs: [{ name: "x", doc: "sequences, […, S, features]", takes: "float" }],
  parameters: {
    length: dim("rows of the table: the longest sequence"),
    features: optional(dim("features of a row"), "the data's"),
  },
  arithmetic: "1 per element: an addition",
  storage: "in-place",
  quantization: { kind: "arithmetic" },
  apply([x], { length, features: stated }) {
    const [places, own] = x.shape.slice(-2);
    if (places === undefined || own === undefined) return refuseRank(x, "positions", "[…, S, features]");
    if (boundsOfDim(subDim(places, length), new Map()).low > 0) {
      return refuse(
        "sequence-too-long",
        `The sequence has ${formatDim(places)} places, but the table only ${formatDim(length)} rows.`,
        { help: "Make `length` at least as long as the longest sequence.", parameter: "length" },
      );
    }
    const features = stated === undefined ? own : agree(own, stated);
    if (features === undefined) {
      return refuse(
        "shapes-do-not-fit",
        `The features of the data and of \`positions\` are ${disagreement(own, stated ?? own)}.`,
        { help: `Write \`features=${formatDim(own)}\`, or leave it out.`, parameter: "features" },
      );
    }
    const last = x.shape.length - 1;
    return {
      outputs: [{ dtype: x.dtype, shape: x.shape.with(last, features) }],
      weights: [{ name: "weight", shape: [length, features], role: "learned", initial: "normal" }],
      arithmetic: [product(["elements", elements(x)])],
      axes: () => [
        ...passThrough(x.shape, { except: [last - 1, last] }),
        {
          size: features,
          members: [
            input(0, last),
            output(last),
            weight("weight", 1),
            ...(stated === undefined ? [] : [{ kind: "parameter", name: "features" } as const]),
          ],
        },
      ],
    };
  },
});
