import { elements } from "../base/tensor.ts";
import { passThrough } from "./links.ts";
import { operator, product } from "./operator.ts";
import { float, int } from "./parameter.ts";
import { refuseRank } from "./shapes.ts";

export const lrn = operator({
  name: "lrn",
  family: "normalisation",
  summary: "Local response normalisation: divides by the energy of the `size` channels around each one.",
  example: `input x: f32[1, 96, 55, 55]
y = x -> lrn(5)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …]", takes: "float" }],
  parameters: {
    size: int("how many neighbouring channels count", { min: 1 }),
    alpha: float("factor of the energy", { default: 1e-4 }),
    beta: float("exponent", { default: 0.75 }),
    k: float("added to the energy", { default: 1 }),
  },
  arithmetic: "size + 4 per element: square, size − 1 additions, multiply by alpha/size, add k, power, divide",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { size }) {
    if (x.shape.length < 2) return refuseRank(x, "lrn", "[N, C, …]");
    return {
      outputs: [x],
      arithmetic: [product(["elements", elements(x)], ["operations", size + 4])],
      axes: () => passThrough(x.shape),
    };
  },
});
