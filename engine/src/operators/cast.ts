import { passThrough } from "./links.ts";
import { operator } from "./operator.ts";
import { dtype } from "./parameter.ts";

export const cast = operator({
  name: "cast",
  family: "shape",
  summary: "The same values in another element type.",
  example: `input x: u8[1, 3, 224, 224]
y = x -> cast(f32) -> conv(16, kernel=3)
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { dtype: dtype("the element type of the result") },
  arithmetic: "none: conversions are not counted",
  storage: "in-place",
  quantization: { kind: "float" },
  apply: ([x], { dtype: type }) => ({
    outputs: [{ dtype: type, shape: x.shape }],
    axes: () => passThrough(x.shape),
  }),
});
