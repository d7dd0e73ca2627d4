import { refuse } from "../base/report.ts";
import { pointwise } from "./elementwise.ts";
import { operator } from "./operator.ts";
import { float, optional } from "./parameter.ts";

export const clip = operator({
  name: "clip",
  family: "activation",
  summary: "Limits values to a range; a bound that is left out does not limit.",
  example: `input x: f32[1, 32, 28, 28]
y = x -> clip(0, 6)
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "number" }],
  parameters: {
    min: optional(float("the least value")),
    max: optional(float("the greatest value")),
  },
  arithmetic: "1 per element and bound",
  storage: "in-place",
  quantization: { kind: "arithmetic" },
  apply([x], { min, max }) {
    if (min !== undefined && max !== undefined && min > max) {
      return refuse("empty-range", `\`clip\` from ${min} to ${max} has no value in it.`, {
        help: "Swap the bounds.",
        parameter: "max",
      });
    }
    return pointwise(x, (min === undefined ? 0 : 1) + (max === undefined ? 0 : 1));
  },
});
