import { isRefusal } from "../base/report.ts";
import { input, output } from "./links.ts";
import { operator } from "./operator.ts";
import { int } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const gather = operator({
  name: "gather",
  family: "shape",
  summary: "Picks entries of an axis by index; the axes of the indices take its place.",
  example: `input x: f32[1, 197, 768]
input picks: i64[4]
y = gather(x, picks, axis=1)
output y`,
  inputs: [
    { name: "x", doc: "data of any shape", takes: "any" },
    { name: "indices", doc: "indices of any shape", takes: "integer" },
  ],
  parameters: { axis: int("the axis that is picked from", { default: 0 }) },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x, indices], { axis }) {
    const along = axisOf(axis, x.shape.length);
    if (isRefusal(along)) return along;
    const shape = x.shape.toSpliced(along, 1, ...indices.shape);
    return {
      outputs: [{ dtype: x.dtype, shape }],
      axes: () => [
        ...x.shape.flatMap((size, i) =>
          i === along ? [] : [{ size, members: [input(0, i), output(i < along ? i : i + indices.shape.length - 1)] }],
        ),
        ...indices.shape.map((size, i) => ({ size, members: [input(1, i), output(along + i)] })),
      ],
    };
  },
});
