import { type Dim, formatDim, isUnknown, mulDim, productDims, unknownDim } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { reshapeLinks } from "./links.ts";
import { operator } from "./operator.ts";
import { dims } from "./parameter.ts";
import { agree, disagreement, formatShape, type Shape, share } from "./shapes.ts";

export const reshape = operator({
  name: "reshape",
  family: "shape",
  summary: "The same elements in the same order under another shape.",
  example: `input x: f32[1, 128, 768]
y = x -> reshape([1, 128, 12, 64])
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: { shape: dims("the new shape; 0 keeps the extent at that place, one −1 is worked out", { min: -1 }) },
  arithmetic: "none",
  storage: "view",
  quantization: { kind: "transparent" },
  apply([x], { shape: stated }) {
    const shape = resolve(x.shape, stated);
    if (isRefusal(shape)) return shape;
    return {
      outputs: [{ dtype: x.dtype, shape }],
      // A 0 copies the extent at its own place and a −1 is worked out: neither states an extent.
      axes: () =>
        reshapeLinks(x.shape, shape, (output, inputs) => {
          const written = stated[output];
          if (written === -1) return [];
          if (written === 0) return inputs.includes(output) ? [] : undefined;
          return [{ kind: "parameter", name: "shape", index: output }];
        }),
    };
  },
});

function resolve(from: Shape, stated: Shape): Shape | Refusal {
  const kept: Dim[] = [];
  for (const [axis, extent] of stated.entries()) {
    const own = extent === 0 ? from[axis] : extent;
    if (own === undefined) {
      return refuse("no-such-axis", `The 0 at place ${axis} keeps an extent that ${formatShape(from)} does not have.`, {
        help: "Write the extent, or −1 for what remains.",
        parameter: "shape",
      });
    }
    kept.push(own);
  }
  const open = kept.indexOf(-1);
  if (open !== kept.lastIndexOf(-1)) {
    return refuse("several-open-extents", "Only one −1 can be worked out.", {
      help: "Write all extents but one.",
      parameter: "shape",
    });
  }
  const total = productDims(from);
  if (open >= 0) {
    const rest = productDims(kept.filter((_, axis) => axis !== open));
    const remaining = rest === 0 ? undefined : share(total, rest);
    if (remaining === undefined) {
      return refuse(
        "reshape-does-not-fit",
        `The ${formatDim(total)} elements of ${formatShape(from)} are not known to fall into parts of ${formatDim(rest)}.`,
        { help: "Choose extents whose product divides the number of elements.", parameter: "shape" },
      );
    }
    return kept.map((extent) => (extent === -1 ? remaining : extent));
  }
  const wanted = productDims(kept);
  if (agree(total, wanted) === undefined) {
    return refuse(
      "reshape-does-not-fit",
      `${formatShape(from)} and ${formatShape(kept)} hold different numbers of elements: ${disagreement(total, wanted)}.`,
      { help: "Write −1 for one extent and it is worked out.", parameter: "shape" },
    );
  }
  return fillIn(kept, total);
}

/** One unknown extent in the new shape is what remains. */
function fillIn(shape: Shape, total: Dim): Shape {
  const open = shape.findIndex(isUnknown);
  if (open < 0) return shape;
  const rest = productDims(shape.filter((_, axis) => axis !== open));
  const remaining = isUnknown(rest) || mulDim(rest, 1) === 0 ? unknownDim : (share(total, rest) ?? unknownDim);
  return shape.map((extent, axis) => (axis === open ? remaining : extent));
}
