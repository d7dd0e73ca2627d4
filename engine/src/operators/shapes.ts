/** What most shape rules ask: axes by number, dims that must agree, broadcasting, exact shares. */
import { type Dim, divideDim, equalDims, formatDim, isUnknown, subDim, unknownDim } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { type Dtype, formatTensor } from "../base/tensor.ts";
import type { ShapedTensor } from "./operator.ts";

export type Shape = readonly Dim[];

/** The axis counted from the front; −1 is the last one. Refuses one that the tensor does not have. */
export function axisOf(axis: number, rank: number, parameter = "axis"): number | Refusal {
  const counted = axis < 0 ? axis + rank : axis;
  if (counted >= 0 && counted < rank) return counted;
  return refuse("no-such-axis", `\`${parameter}\` is ${axis}, but the data has only ${rank} axes.`, {
    help: rank === 0 ? "A tensor without axes has none to name." : `Axes are 0 to ${rank - 1}, or −1 for the last one.`,
    parameter,
  });
}

/** The axes counted from the front, ascending; refuses one twice. */
export function axesOf(axes: readonly number[], rank: number, parameter = "axis"): readonly number[] | Refusal {
  const counted = new Set<number>();
  for (const each of axes) {
    const axis = axisOf(each, rank, parameter);
    if (isRefusal(axis)) return axis;
    if (counted.has(axis)) return refuse("axis-twice", `\`${parameter}\` names axis ${axis} twice.`, { parameter });
    counted.add(axis);
  }
  return [...counted].sort((a, b) => a - b);
}

/**
 * The one extent that two dims stand for, where they must agree; undefined where they are not known to. Unknown agrees
 * with everything.
 */
export function agree(a: Dim, b: Dim): Dim | undefined {
  if (isUnknown(a)) return b;
  return isUnknown(b) || equalDims(a, b) ? a : undefined;
}

/** How to say that two dims do not agree: "are 3 and 4", or "are S and T, which are not known to be equal". */
export function disagreement(a: Dim, b: Dim): string {
  const proven = typeof subDim(a, b) === "number";
  return `${formatDim(a)} and ${formatDim(b)}${proven ? "" : ", which are not known to be equal"}`;
}

/** The dim cut into equal parts; unknown stays unknown; undefined where that is not known to work out. */
export function share(dim: Dim, parts: Dim): Dim | undefined {
  return isUnknown(dim) || isUnknown(parts) ? unknownDim : divideDim(dim, parts);
}

/** How many operations join as many elements: one less, and none where there is nothing. */
export function joins(elements: Dim): Dim {
  return elements === 0 ? 0 : subDim(elements, 1);
}

/**
 * The shape that all of them broadcast to, as in ONNX: aligned at the last axis, an extent of 1 stretches, and so may an
 * unknown one.
 */
export function broadcast(shapes: readonly Shape[], operatorName: string): Shape | Refusal {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let extent: Dim = 1;
    for (const shape of shapes) {
      const other = shape[axis - (rank - shape.length)] ?? 1;
      const both = stretch(extent, other);
      if (both === undefined) {
        return refuse(
          "shapes-do-not-fit",
          `\`${operatorName}\` cannot combine ${shapes.map(formatShape).join(" and ")}: at axis ${axis} they are ${disagreement(extent, other)}.`,
          { help: "Make the extents equal, or one of them 1." },
        );
      }
      extent = both;
    }
    result.push(extent);
  }
  return result;
}

function stretch(a: Dim, b: Dim): Dim | undefined {
  if (a === 1) return b;
  if (b === 1) return a;
  if (isUnknown(a)) return typeof b === "number" ? b : unknownDim;
  if (isUnknown(b)) return typeof a === "number" ? a : unknownDim;
  return equalDims(a, b) ? a : undefined;
}

/** The element type that all operands have; numbers (rank 0) follow the tensors. */
export function commonDtype(operands: readonly ShapedTensor[], operatorName: string): Dtype | Refusal {
  const tensors = operands.filter((operand) => operand.shape.length > 0);
  const first = tensors[0] ?? operands[0];
  if (first === undefined) return "f32";
  const other = tensors.find((operand) => operand.dtype !== first.dtype);
  if (other === undefined) return first.dtype;
  return refuse(
    "dtypes-differ",
    `\`${operatorName}\` needs operands of one element type; these are ${formatTensor(first)} and ${formatTensor(other)}.`,
    { help: `Add \`cast(${first.dtype})\` to the second one.` },
  );
}

export function formatShape(shape: Shape): string {
  return `[${shape.map(formatDim).join(", ")}]`;
}

/** Refuses data of another rank than the operator is made for; `wanted` reads like "[N, C, H, W]". */
export function refuseRank(x: ShapedTensor, operatorName: string, wanted: string): Refusal {
  return refuse("wrong-rank", `\`${operatorName}\` needs ${wanted}; the data is ${formatTensor(x)}.`, {
    help: "Reshape it, or add the missing axes with `unsqueeze`.",
  });
}
