import { type Dim, equalDims, formatDim, isUnknown, sumDims } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { input, offsets, output, passThrough } from "./links.ts";
import { type AxisLink, operator } from "./operator.ts";
import { dims, int, optional } from "./parameter.ts";
import { agree, axisOf, disagreement, share } from "./shapes.ts";

export const split = operator({
  name: "split",
  family: "shape",
  summary: "Cuts a tensor along an axis into equal `parts`, or into parts of given `sizes`; each is a result.",
  example: `input x: f32[1, 64, 28, 28]
a, b = x -> split(parts=2)
y = a + b
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: {
    parts: optional(int("how many equal parts", { min: 1, max: 10_000 })),
    sizes: optional(dims("the extent of each part")),
    axis: int("the axis that is cut", { default: 1 }),
  },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { parts, sizes, axis }) {
    const along = axisOf(axis, x.shape.length);
    if (isRefusal(along)) return along;
    const whole = x.shape[along] ?? 1;
    const extents = cut(whole, parts, sizes);
    if (isRefusal(extents)) return extents;
    return {
      outputs: extents.map((extent) => ({ dtype: x.dtype, shape: x.shape.with(along, extent) })),
      axes: () => [
        ...passThrough(x.shape, { except: [along], outputs: extents.length }),
        ...(sizes === undefined ? [equalParts(extents, along)] : statedParts(extents, along)),
      ],
    };
  },
});

function cut(whole: Dim, parts: number | undefined, sizes: readonly Dim[] | undefined): readonly Dim[] | Refusal {
  if (sizes !== undefined && parts === undefined) {
    const total = sumDims(sizes);
    if (agree(total, whole) !== undefined) return sizes;
    return refuse("sizes-do-not-add-up", `The parts and the axis are ${disagreement(total, whole)}.`, {
      help: "Make the sizes add up to the extent of the axis.",
      parameter: "sizes",
    });
  }
  if (parts === undefined || sizes !== undefined) {
    return refuse("one-of", "`split` needs exactly one of `parts` and `sizes`.", {
      help: "Write `parts=2` for equal parts, or `sizes=[16, 48]`.",
      ...(sizes === undefined ? {} : { parameter: "sizes" }),
    });
  }
  const each = share(whole, parts);
  if (each !== undefined) return Array.from({ length: parts }, () => each);
  return refuse("parts-do-not-divide", `An extent of ${formatDim(whole)} does not fall into ${parts} equal parts.`, {
    help: "Choose a number that divides it, or state `sizes`.",
    parameter: "parts",
  });
}

/** Equal parts must stay equal: an entry goes in all of them. */
function equalParts(extents: readonly Dim[], axis: number): AxisLink {
  const size = extents[0] ?? 1;
  return {
    size,
    members: [{ ...input(0, axis), outer: extents.length }, ...extents.map((_, index) => output(axis, index))],
  };
}

function statedParts(extents: readonly Dim[], axis: number): readonly AxisLink[] {
  return offsets(extents).flatMap((offset, index): AxisLink[] => {
    const size = extents[index] ?? 1;
    if (offset === undefined || isUnknown(size)) return [];
    return [
      {
        size,
        members: [
          { ...input(0, axis), ...(equalDims(offset, 0) ? {} : { offset }) },
          output(axis, index),
          { kind: "parameter", name: "sizes", index },
        ],
      },
    ];
  });
}
