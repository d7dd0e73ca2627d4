import { isRefusal, refuse } from "../base/report.ts";
import { input, output } from "./links.ts";
import { operator } from "./operator.ts";
import { ints } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const transpose = operator({
  name: "transpose",
  family: "shape",
  summary: "Reorders the axes: axis i of the result is axis `order[i]` of the data.",
  example: `input x: f32[1, 64, 7, 7]
y = x -> transpose([0, 2, 3, 1])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { order: ints("every axis of the data once, in the new order") },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { order }) {
    const rank = x.shape.length;
    const axes: number[] = [];
    for (const each of order) {
      const axis = axisOf(each, rank, "order");
      if (isRefusal(axis)) return axis;
      axes.push(axis);
    }
    if (axes.length !== rank || new Set(axes).size !== rank) {
      return refuse(
        "not-an-order",
        `\`order\` must name each of the ${rank} axes once; this is [${order.join(", ")}].`,
        {
          help: `To leave all as they are would be [${[...x.shape.keys()].join(", ")}].`,
          parameter: "order",
        },
      );
    }
    const shape = axes.flatMap((axis) => x.shape[axis] ?? []);
    return {
      outputs: [{ dtype: x.dtype, shape }],
      axes: () => axes.map((axis, i) => ({ size: shape[i] ?? 1, members: [input(0, axis), output(i)] })),
    };
  },
});
