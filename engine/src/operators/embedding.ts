import { output, passThrough, weight } from "./links.ts";
import { operator } from "./operator.ts";
import { dim } from "./parameter.ts";

export const embedding = operator({
  name: "embedding",
  family: "weights",
  summary: "Replaces each index by its learned row of a table.",
  example: `input tokens: i64[1, 128]
y = tokens -> embedding(30522, 768)
output y`,
  inputs: [{ name: "x", doc: "indices of any shape", takes: "integer" }],
  parameters: { count: dim("rows of the table"), features: dim("features of a row") },
  arithmetic: "none: rows are copied",
  storage: "fresh",
  quantization: { kind: "weighted", channelAxis: { weight: 0 } },
  apply([x], { count, features }) {
    return {
      outputs: [{ dtype: "f32", shape: [...x.shape, features] }],
      weights: [{ name: "weight", shape: [count, features], role: "learned", initial: "normal" }],
      axes: () => [
        ...passThrough(x.shape),
        {
          size: features,
          members: [output(x.shape.length), weight("weight", 1), { kind: "parameter", name: "features" }],
        },
      ],
    };
  },
});
