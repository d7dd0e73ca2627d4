/** Softmax and its logarithm, which differ only in a formula. */
import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { passThrough } from "./links.ts";
import { operator, product } from "./operator.ts";
import { int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const softmax = family(
  "softmax",
  "Turns the values along `axis` into shares that sum to 1.",
  "5 per element: maximum, subtract it, exp, sum, divide",
);

export const logSoftmax = family(
  "log_softmax",
  "The logarithm of softmax, computed without loss of precision.",
  "5 per element: maximum, subtract it, exp, sum, subtract the sum's logarithm. That logarithm, once per row, is left out",
);

function family(name: string, summary: string, arithmetic: string) {
  return operator({
    name,
    family: "activation",
    summary,
    example: `input x: f32[1, 1000]
y = x -> ${name}
output y`,
    inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
    parameters: { axis: int("the axis that sums to 1", { default: -1 }) },
    arithmetic,
    storage: "fresh",
    quantization: { kind: "arithmetic" },
    apply([x], { axis }) {
      const along = axisOf(axis, x.shape.length);
      if (isRefusal(along)) return along;
      return {
        outputs: [x],
        arithmetic: [product(["elements", elements(x)], ["operations", 5])],
        axes: () => passThrough(x.shape),
      };
    },
  });
}
