import { type Dim, equalDims } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { bool, list } from "../../base/value.ts";
import { resize as operator } from "../../operators/resize.ts";
import { float, text } from "../attributes.ts";
import { firstInput, onnxFacet, type RaisableNode, type RaisableValue, type RaisedNode } from "../facet.ts";
import { intsArgument, numberArgument, wordArgument } from "./arguments.ts";

/** Of Keys' cubic kernel, as PyTorch has it. */
const cubicCoefficient = -0.75;

export const resize = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { scale, size, mode, align_corners: isAligned } = call.parameters;
    const place = mode === "nearest" ? "asymmetric" : isAligned ? "align_corners" : "half_pixel";
    const attributes = {
      mode: text(mode),
      coordinate_transformation_mode: text(place),
      nearest_mode: mode === "nearest" ? text("floor") : undefined,
      cubic_coeff_a: mode === "cubic" ? float(cubicCoefficient) : undefined,
    };
    const spatial = type.shape.slice(2);
    const result = call.outputs[0]?.shape ?? [];
    if (size !== undefined) {
      const sizes = to.extents(result);
      return isRefusal(sizes) ? sizes : [to.node("Resize", [name, undefined, undefined, sizes], attributes)];
    }
    const factors = spatial.map((extent, i) =>
      exactScale(extent, result[2 + i] ?? 1, scale?.values[scale.values.length === 1 ? 0 : i] ?? 1),
    );
    return [to.node("Resize", [name, undefined, to.constant("f32", [1, 1, ...factors])], attributes)];
  },
  raise: {
    Resize: onResize,
    // Before Resize: its coordinates have no half pixels, which only the nearest are here.
    Upsample(node) {
      const x = node.input(0);
      const scales = node.floats("scales") ?? node.input(1)?.numbers;
      if (x === undefined || (node.text("mode") ?? "nearest") !== "nearest") return undefined;
      return resizeCall(x, "nearest", false, scales, undefined);
    },
  },
});

/**
 * Factors are stored in single precision, where 0.7 times 10 may fall below 7: the next number up leads to the extent that is
 * meant.
 */
function exactScale(extent: Dim, wanted: Dim, factor: number): number {
  const single = Math.fround(factor);
  if (typeof extent !== "number" || typeof wanted !== "number") return single;
  return Math.floor(Math.fround(single * extent)) < wanted ? single * (1 + 2 ** -22) : single;
}

function onResize(node: RaisableNode): RaisedNode | undefined {
  const x = node.input(0);
  if (x === undefined) return undefined;
  const isFirst = node.opset < 11;
  const scales = node.input(isFirst ? 1 : 2)?.numbers;
  const sizes = isFirst ? undefined : node.input(3)?.integers;
  const mode = node.text("mode") ?? "nearest";
  const place = isFirst ? "asymmetric" : (node.text("coordinate_transformation_mode") ?? "half_pixel");
  const isPlain =
    (node.int("antialias") ?? 0) === 0 &&
    (node.int("exclude_outside") ?? 0) === 0 &&
    (node.text("keep_aspect_ratio_policy") ?? "stretch") === "stretch";
  const given = spread(node, x.type.shape.length, scales, sizes);
  if (!isPlain || given === undefined) return undefined;
  const isAligned = place === "align_corners";
  if (mode === "nearest") {
    const rule = isFirst ? "floor" : (node.text("nearest_mode") ?? "round_prefer_floor");
    return isPyTorchNearest(place, rule, factorsOf(x, given))
      ? resizeCall(x, mode, false, given.scales, given.sizes)
      : undefined;
  }
  if (mode !== "linear" && mode !== "cubic") return undefined;
  if (mode === "cubic" && (node.float("cubic_coeff_a") ?? -0.75) !== cubicCoefficient) return undefined;
  // The two differ only where a single element comes out.
  const isHalf = place === "half_pixel" || (place === "pytorch_half_pixel" && !comesToOne(x, given));
  return isHalf || isAligned ? resizeCall(x, mode, isAligned, given.scales, given.sizes) : undefined;
}

interface Target {
  readonly scales: readonly number[] | undefined;
  readonly sizes: readonly Dim[] | undefined;
}

/** Factors or sizes for every axis; since operator set 18 a node may name the axes that it means. */
function spread(
  node: RaisableNode,
  rank: number,
  scales: readonly number[] | undefined,
  sizes: readonly Dim[] | undefined,
): Target | undefined {
  const axes = node.ints("axes")?.map((axis) => (axis < 0 ? axis + rank : axis));
  const shape = node.input(0)?.type.shape ?? [];
  const all = <T>(values: readonly T[], rest: readonly T[]) =>
    axes === undefined ? values : rest.map((own, axis) => values[axes.indexOf(axis)] ?? own);
  if (sizes !== undefined && sizes.length > 0) return { scales: undefined, sizes: all(sizes, shape) };
  if (scales === undefined || scales.length === 0) return undefined;
  return {
    scales: all(
      scales,
      shape.map(() => 1),
    ),
    sizes: undefined,
  };
}

/** How much larger each axis becomes; undefined where that is not known. */
function factorsOf(x: RaisableValue, { scales, sizes }: Target): readonly (number | undefined)[] {
  if (scales !== undefined) return scales;
  return x.type.shape.map((extent, axis) => {
    const size = sizes?.[axis];
    return typeof extent === "number" && typeof size === "number" ? size / extent : undefined;
  });
}

/**
 * PyTorch takes the element at floor(i / factor). With whole factors, half pixels rounded to the nearest lead to the same
 * element, because (i + ½) / factor − ½ never lies half way; and so does i / 2 rounded down from the half.
 */
function isPyTorchNearest(place: string, rule: string, factors: readonly (number | undefined)[]): boolean {
  if (place === "asymmetric" && rule === "floor") return true;
  const isWhole = factors.every((factor) => factor !== undefined && Number.isInteger(factor) && factor >= 1);
  if (!isWhole) return false;
  const isRounded = rule === "round_prefer_floor" || rule === "round_prefer_ceil";
  if (isRounded && (place === "half_pixel" || place === "pytorch_half_pixel")) return true;
  return place === "asymmetric" && rule === "round_prefer_floor" && factors.every((factor) => (factor ?? 0) <= 2);
}

function comesToOne(x: RaisableValue, target: Target): boolean {
  return factorsOf(x, target).some((factor, axis) => {
    const extent = x.type.shape[axis];
    return axis > 1 && (factor === undefined || typeof extent !== "number" || extent * factor < 2);
  });
}

function resizeCall(
  x: RaisableValue,
  mode: string,
  isAligned: boolean,
  scales: readonly number[] | undefined,
  sizes: readonly Dim[] | undefined,
): RaisedNode | undefined {
  const { shape } = x.type;
  const shared = { mode: wordArgument(mode), align_corners: bool(isAligned) };
  if (scales !== undefined) {
    const [batch, channels, ...factors] = scales;
    if (batch !== 1 || channels !== 1 || scales.length !== shape.length) return undefined;
    const [first] = factors;
    const isOne = first !== undefined && factors.every((factor) => factor === first);
    const scale = isOne ? numberArgument(first) : list(factors.map(numberArgument));
    return { inputs: [x], arguments: { scale, ...shared } };
  }
  if (sizes === undefined || !isKept(shape[0], sizes[0]) || !isKept(shape[1], sizes[1])) return undefined;
  return { inputs: [x], arguments: { size: intsArgument(sizes.slice(2)), ...shared } };
}

function isKept(extent: Dim | undefined, size: Dim | undefined): boolean {
  return extent !== undefined && size !== undefined && equalDims(extent, size);
}
