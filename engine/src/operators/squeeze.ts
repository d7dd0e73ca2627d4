import { formatDim, isUnknown } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { input, output } from "./links.ts";
import { operator } from "./operator.ts";
import { ints } from "./parameter.ts";
import { axesOf } from "./shapes.ts";

export const squeeze = operator({
  name: "squeeze",
  family: "shape",
  summary: "Drops axes of extent 1.",
  example: `input x: f32[1, 512, 1, 1]
y = x -> squeeze([2, 3])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { axis: ints("the axes to drop") },
  arithmetic: "none",
  storage: "view",
  quantization: { kind: "transparent" },
  apply([x], { axis }) {
    const dropped = axesOf(axis, x.shape.length);
    if (isRefusal(dropped)) return dropped;
    const longer = dropped.find((each) => !isUnknown(x.shape[each] ?? 1) && x.shape[each] !== 1);
    if (longer !== undefined) {
      return refuse(
        "not-one",
        `Axis ${longer} has extent ${formatDim(x.shape[longer] ?? 1)}; only an axis of extent 1 can be dropped.`,
        {
          help: "Use `reshape` or `flatten` to join axes.",
          parameter: "axis",
        },
      );
    }
    const kept = [...x.shape.keys()].filter((each) => !dropped.includes(each));
    const shape = kept.flatMap((each) => x.shape[each] ?? []);
    return {
      outputs: [{ dtype: x.dtype, shape }],
      axes: () => kept.map((each, i) => ({ size: shape[i] ?? 1, members: [input(0, each), output(i)] })),
    };
  },
});
