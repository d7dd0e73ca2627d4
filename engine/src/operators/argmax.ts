/** The place of the greatest or the least value, which differ only in the comparison. */
import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { operator, product } from "./operator.ts";
import { flag, int } from "./parameter.ts";
import { reduceShape } from "./reduction.ts";
import { axisOf, joins } from "./shapes.ts";

export const argmax = family("argmax", "greatest");
export const argmin = family("argmin", "least");

function family(name: string, which: string) {
  return operator({
    name,
    family: "reduction",
    summary: `The index of the ${which} value along an axis, as i64.`,
    example: `input x: f32[1, 21, 65, 65]
y = x -> ${name}(axis=1)
output y`,
    inputs: [{ name: "x", doc: "data of any shape", takes: "number" }],
    parameters: {
      axis: int("the axis that is searched", { default: -1 }),
      keepdims: flag("keeps the axis with extent 1", { default: false }),
    },
    arithmetic: "searched − 1 comparisons per result",
    storage: "fresh",
    quantization: { kind: "transparent" },
    apply([x], { axis, keepdims }) {
      const along = axisOf(axis, x.shape.length);
      if (isRefusal(along)) return along;
      const { shape, links } = reduceShape(x.shape, [along], keepdims ? "keep" : "drop");
      const y = { dtype: "i64" as const, shape };
      return {
        outputs: [y],
        arithmetic: [product(["results", elements(y)], ["comparisons", joins(x.shape[along] ?? 1)])],
        axes: () => links,
      };
    },
  });
}
