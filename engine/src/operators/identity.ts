import { passThrough } from "./links.ts";
import { operator } from "./operator.ts";

export const identity = operator({
  name: "identity",
  family: "shape",
  summary: "Passes its input through.",
  example: `input x: f32[1, 8]
y = x -> identity
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: {},
  arithmetic: "none",
  storage: "view",
  quantization: { kind: "transparent" },
  apply: ([x]) => ({ outputs: [x], axes: () => passThrough(x.shape) }),
});
