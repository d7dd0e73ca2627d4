import { addDim, boundsOfDim, type Dim, formatDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { passThrough } from "./links.ts";
import { operator } from "./operator.ts";
import { float, ints, word } from "./parameter.ts";

export const pad = operator({
  name: "pad",
  family: "shape",
  summary: "Adds entries around the data; numbers below 0 cut entries away.",
  example: `input x: f32[1, 3, 224, 224]
y = x -> pad([0, 0, 1, 1])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: {
    pads: ints("all begins and then all ends, for the spatial dims or for all axes"),
    value: float('what is added in mode "constant"', { default: 0 }),
    mode: word(
      "constant, mirrored, repeated at the edge, or wrapped around",
      ["constant", "reflect", "replicate", "circular"],
      {
        default: "constant",
      },
    ),
  },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { pads, mode }) {
    const rank = x.shape.length;
    const axes = pads.length / 2;
    if (axes !== rank && axes !== rank - 2) {
      return refuse(
        "wrong-length",
        `\`pads\` has ${pads.length} entries; data with ${rank} axes needs ${2 * Math.max(rank - 2, 0)} (spatial dims) or ${2 * rank} (all axes).`,
        { help: "Write all begins and then all ends.", parameter: "pads" },
      );
    }
    const first = rank - axes;
    const shape: Dim[] = [...x.shape];
    for (let i = 0; i < axes; i++) {
      const extent = x.shape[first + i] ?? 1;
      const [begin, end] = [pads[i] ?? 0, pads[axes + i] ?? 0];
      const padded = addDim(extent, begin + end);
      if (boundsOfDim(padded, new Map()).high < 1) {
        return refuse(
          "empty-data",
          `Axis ${first + i} has ${formatDim(extent)} entries; nothing would be left of it.`,
          {
            help: "Cut away less.",
            parameter: "pads",
          },
        );
      }
      const reach = Math.max(begin, end);
      if (mode === "reflect" && typeof extent === "number" && reach >= extent) {
        return refuse(
          "padding-too-large",
          `${reach} entries cannot be mirrored from ${extent}: the edge itself is not repeated.`,
          {
            help: `Use at most ${extent - 1}, or mode "replicate".`,
            parameter: "pads",
          },
        );
      }
      if (mode === "circular" && typeof extent === "number" && reach > extent) {
        return refuse("padding-too-large", `${reach} entries cannot be wrapped around from ${extent}.`, {
          help: `Use at most ${extent}.`,
          parameter: "pads",
        });
      }
      shape[first + i] = padded;
    }
    const touched = Array.from({ length: axes }, (_, i) => i).filter((i) => pads[i] !== 0 || pads[axes + i] !== 0);
    return {
      outputs: [{ dtype: x.dtype, shape }],
      axes: () => passThrough(x.shape, { except: touched.map((i) => first + i) }),
    };
  },
});
