import { isUnknown } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { input, output } from "./links.ts";
import { type AxisLink, operator } from "./operator.ts";
import { dims } from "./parameter.ts";
import { broadcast } from "./shapes.ts";

export const expand = operator({
  name: "expand",
  family: "shape",
  summary: "Repeats axes of extent 1 until the shape broadcasts with the given one.",
  example: `input x: f32[1, 64, 1, 1]
y = x -> expand([1, 64, 7, 7])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { shape: dims("the shape to reach; 1 leaves an axis as it is") },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { shape: stated }) {
    const shape = broadcast([x.shape, stated], "expand");
    if (isRefusal(shape)) return { ...shape, parameter: "shape" };
    return {
      outputs: [{ dtype: x.dtype, shape }],
      axes: () =>
        shape.flatMap((size, axis): AxisLink[] => {
          const own = axis - (shape.length - x.shape.length);
          const written = axis - (shape.length - stated.length);
          const extent = own < 0 ? 1 : (x.shape[own] ?? 1);
          if (isUnknown(size) || isUnknown(extent)) return [];
          const isWritten = written >= 0 && stated[written] !== 1;
          return [
            {
              size,
              members: [
                ...(extent === 1 && size !== 1 ? [] : own < 0 ? [] : [input(0, own)]),
                output(axis),
                ...(isWritten ? [{ kind: "parameter", name: "shape", index: written } as const] : []),
              ],
            },
          ];
        }),
    };
  },
});
