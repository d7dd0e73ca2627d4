import { output, weight } from "./links.ts";
import { operator } from "./operator.ts";
import { dims } from "./parameter.ts";

export const param = operator({
  name: "param",
  family: "weights",
  summary: "A learned tensor of its own, stored under its path.",
  example: `input x: f32[1, 196, 768]
token = param([1, 1, 768])
y = concat(token, x, axis=1)
output y`,
  inputs: [],
  parameters: { shape: dims("the shape") },
  arithmetic: "none",
  storage: "weight",
  quantization: { kind: "arithmetic" },
  apply(_, { shape }) {
    return {
      outputs: [{ dtype: "f32", shape }],
      weights: [{ name: "", shape, role: "learned", initial: "normal" }],
      axes: () =>
        shape.map((size, axis) => ({
          size,
          members: [output(axis), weight("", axis), { kind: "parameter", name: "shape", index: axis }],
        })),
    };
  },
});
