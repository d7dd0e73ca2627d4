import { passThrough } from "./links.ts";
import { operator } from "./operator.ts";
import { float } from "./parameter.ts";

export const dropout = operator({
  name: "dropout",
  family: "activation",
  summary: "Drops values at random in training; passes its input through when the net runs.",
  example: `input x: f32[1, 1280]
y = x -> dropout(0.2) -> linear(1000)
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
  parameters: { p: float("share of values dropped in training", { default: 0.5, min: 0, max: 1 }) },
  arithmetic: "none when the net runs",
  storage: "view",
  quantization: { kind: "transparent" },
  apply: ([x]) => ({ outputs: [x], axes: () => passThrough(x.shape) }),
});
