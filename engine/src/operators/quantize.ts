import { elements } from "../base/tensor.ts";
import { passThrough } from "./links.ts";
import { operator, product } from "./operator.ts";
import { dtype, float, int } from "./parameter.ts";

export const quantize = operator({
  name: "quantize",
  family: "arithmetic",
  summary: "Rounds x / scale + zero to integers.",
  example: `input x: f32[1, 16]
y = x -> quantize(scale=0.05) -> dequantize(scale=0.05)
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
  parameters: {
    scale: float("step between integers", { min: 0 }),
    zero: int("the integer that stands for 0", { default: 0 }),
    dtype: dtype("element type of the result", { default: "i8" }),
  },
  arithmetic: "5 per element: divide, round, add, and two limits",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply: ([x], { dtype: type }) => ({
    outputs: [{ dtype: type, shape: x.shape }],
    arithmetic: [product(["elements", elements(x)], ["operations", 5])],
    axes: () => passThrough(x.shape),
  }),
});

export const dequantize = operator({
  name: "dequantize",
  family: "arithmetic",
  summary: "Turns integers back into numbers: (x − zero) · scale, as f32.",
  example: `input x: i8[1, 16]
y = x -> dequantize(scale=0.05)
output y`,
  inputs: [{ name: "x", doc: "integers of any shape", takes: "integer" }],
  parameters: {
    scale: float("step between integers", { min: 0 }),
    zero: int("the integer that stands for 0", { default: 0 }),
  },
  arithmetic: "2 per element: subtract and multiply",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply: ([x]) => ({
    outputs: [{ dtype: "f32", shape: x.shape }],
    arithmetic: [product(["elements", elements(x)], ["operations", 2])],
    axes: () => passThrough(x.shape),
  }),
});
