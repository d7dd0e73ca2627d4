import { isRefusal } from "../base/report.ts";
import { agreeOnShape } from "./concat.ts";
import { input, output } from "./links.ts";
import { operator } from "./operator.ts";
import { int } from "./parameter.ts";
import { axisOf, commonDtype } from "./shapes.ts";

export const stack = operator({
  name: "stack",
  family: "shape",
  summary: "Lays tensors of one shape side by side along a new axis.",
  example: `input x: f32[1, 64]
a = x -> linear(32)
b = x -> linear(32)
y = stack(a, b, axis=1)
output y`,
  inputs: [{ name: "xs", doc: "tensors of one shape", takes: "any", variadic: { minimum: 1 } }],
  parameters: { axis: int("where the new axis stands in the result", { default: 0 }) },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply(xs, { axis }) {
    const dtype = commonDtype(xs, "stack");
    if (isRefusal(dtype)) return dtype;
    const common = agreeOnShape(xs, "stack");
    if (isRefusal(common)) return common;
    const place = axisOf(axis, common.length + 1);
    if (isRefusal(place)) return place;
    return {
      outputs: [{ dtype, shape: common.toSpliced(place, 0, xs.length) }],
      axes: () =>
        common.map((size, i) => ({
          size,
          members: [...xs.map((_, index) => input(index, i)), output(i < place ? i : i + 1)],
        })),
    };
  },
});
