import { pointwise } from "./elementwise.ts";
import { operator } from "./operator.ts";
import { word } from "./parameter.ts";

export const gelu = operator({
  name: "gelu",
  family: "activation",
  summary: "x times the probability that a normal variable is below x (Hendrycks and Gimpel, 2016).",
  example: `input x: f32[1, 128, 256]
y = x -> gelu
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
  parameters: {
    approximate: word("exactly with erf, or by a formula with tanh", ["none", "tanh"], { default: "none" }),
  },
  arithmetic:
    "5 per element: divide by √2, erf, add 1, multiply by x, halve; with tanh 9: three multiplications and an addition inside, a scaling, tanh, add 1, multiply by x, halve",
  storage: "in-place",
  quantization: { kind: "arithmetic" },
  apply: ([x], { approximate }) => pointwise(x, approximate === "tanh" ? 9 : 5),
});
