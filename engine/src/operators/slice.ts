import { addDim, boundsOfDim, ceilDivDim, type Dim, formatDim, isUnknown, subDim, unknownDim } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { input, output, passThrough } from "./links.ts";
import { type AxisLink, type AxisMember, operator } from "./operator.ts";
import { dim, int, optional } from "./parameter.ts";
import { axisOf } from "./shapes.ts";

export const slice = operator({
  name: "slice",
  family: "shape",
  summary: "Keeps the entries from `start` up to `end` (excluded) along an axis, every `step`-th of them.",
  example: `input x: f32[1, 64, 28, 28]
y = x -> slice(0, 32, axis=1)
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "any" }],
  parameters: {
    start: dim("the first entry; below 0 counts from the end", { min: Number.NEGATIVE_INFINITY }),
    end: optional(
      dim("the entry behind the last one; below 0 counts from the end", { min: Number.NEGATIVE_INFINITY }),
      "the end",
    ),
    axis: int("the axis that is cut"),
    step: int("distance between kept entries", { default: 1, min: 1 }),
  },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { start, end, axis, step }) {
    const along = axisOf(axis, x.shape.length);
    if (isRefusal(along)) return along;
    const extent = x.shape[along] ?? 1;
    const first = place(start, extent);
    const last = end === undefined ? extent : place(end, extent);
    const length = subDim(last, first);
    if (boundsOfDim(length, new Map()).high < 1) return refuseEmpty(first, last, extent);
    const size = ceilDivDim(length, step);
    return {
      outputs: [{ dtype: x.dtype, shape: x.shape.with(along, size) }],
      axes: () => [
        ...passThrough(x.shape, { except: [along] }),
        ...(step === 1 ? keptAndDropped(extent, first, last, along, { start, end }) : []),
      ],
    };
  },
});

/**
 * The bound counted from the front, within the data. A symbolic bound is taken to lie within; where the extent is
 * unknown, so is a bound that may have to be cut back.
 */
function place(bound: Dim, extent: Dim): Dim {
  if (typeof bound === "number" && bound < 0) {
    const counted = addDim(extent, bound);
    return typeof counted === "number" ? Math.max(counted, 0) : counted;
  }
  if (typeof bound === "number" && typeof extent === "number") return Math.min(bound, extent);
  return isUnknown(extent) && bound !== 0 ? unknownDim : bound;
}

function refuseEmpty(first: Dim, last: Dim, extent: Dim): Refusal {
  return refuse(
    "empty-slice",
    `Nothing lies from ${formatDim(first)} up to ${formatDim(last)} of an axis of ${formatDim(extent)}.`,
    { help: "Make `end` greater than `start`, and both lie within the axis.", parameter: "end" },
  );
}

/** What lies before the slice moves its bounds, what lies in it is kept, what lies behind it only the input has. */
function keptAndDropped(
  extent: Dim,
  first: Dim,
  last: Dim,
  axis: number,
  { start, end }: { readonly start: Dim; readonly end: Dim | undefined },
): readonly AxisLink[] {
  if ([extent, first, last].some(isUnknown)) return [];
  // Bounds counted from the end would move the other way, so only the kept entries can then be told apart.
  const isFromFront = isAtLeastZero(start) && (end === undefined || isAtLeastZero(end));
  const movesEnd: readonly AxisMember[] =
    end === undefined || !isWithin(end, extent) ? [] : [{ kind: "parameter", name: "end" }];
  if (!isFromFront) return [];
  const before: AxisLink = {
    size: first,
    members: [input(0, axis), { kind: "parameter", name: "start" }, ...movesEnd],
  };
  const kept: AxisLink = {
    size: subDim(last, first),
    members: [{ ...input(0, axis), offset: first }, output(axis), ...movesEnd],
  };
  const behind: AxisLink = { size: subDim(extent, last), members: [{ ...input(0, axis), offset: last }] };
  return [before, kept, behind].filter(({ size }) => size !== 0);
}

function isAtLeastZero(bound: Dim): boolean {
  return boundsOfDim(bound, new Map()).low >= 0;
}

/** Whether the bound is used as written; one behind the end is cut back by itself. */
function isWithin(end: Dim, extent: Dim): boolean {
  return !(typeof end === "number" && typeof extent === "number" && end > extent);
}
