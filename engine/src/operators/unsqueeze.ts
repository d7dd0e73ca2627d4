import type { Dim } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { input, output } from "./links.ts";
import { operator } from "./operator.ts";
import { ints } from "./parameter.ts";
import { axesOf } from "./shapes.ts";

export const unsqueeze = operator({
  name: "unsqueeze",
  family: "shape",
  summary: "Adds axes of extent 1; `axis` counts in the result.",
  example: `input x: f32[1, 512]
y = x -> unsqueeze([2, 3])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { axis: ints("where the new axes stand in the result") },
  arithmetic: "none",
  storage: "view",
  quantization: { kind: "transparent" },
  apply([x], { axis }) {
    const rank = x.shape.length + axis.length;
    const added = axesOf(axis, rank);
    if (isRefusal(added)) return added;
    const places = Array.from({ length: rank }, (_, place) => place).filter((place) => !added.includes(place));
    const shape: Dim[] = Array.from({ length: rank }, () => 1);
    for (const [i, place] of places.entries()) shape[place] = x.shape[i] ?? 1;
    return {
      outputs: [{ dtype: x.dtype, shape }],
      axes: () => places.map((place, i) => ({ size: x.shape[i] ?? 1, members: [input(0, i), output(place)] })),
    };
  },
});
