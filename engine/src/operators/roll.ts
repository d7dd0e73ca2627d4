import { isRefusal, refuse } from "../base/report.ts";
import { passThrough } from "./links.ts";
import { operator } from "./operator.ts";
import { ints } from "./parameter.ts";
import { axesOf } from "./shapes.ts";

export const roll = operator({
  name: "roll",
  family: "shape",
  summary: "Moves entries along axes; what falls off one end comes back at the other.",
  example: `input x: f32[1, 56, 56, 96]
y = x -> roll([-3, -3], axis=[1, 2])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: {
    shift: ints("how far, one number for each axis"),
    axis: ints("the axes, as many as there are shifts"),
  },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { shift, axis }) {
    const axes = axesOf(axis, x.shape.length);
    if (isRefusal(axes)) return axes;
    if (shift.length !== axes.length) {
      return refuse("wrong-length", `There are ${shift.length} shifts for ${axes.length} axes.`, {
        help: "Write one shift for each axis.",
        parameter: "shift",
      });
    }
    return { outputs: [x], axes: () => passThrough(x.shape, { except: axes }) };
  },
});
