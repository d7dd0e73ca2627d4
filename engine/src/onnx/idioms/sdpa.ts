/**
 * softmax(q·kᵀ·scale + mask)·v of queries, keys and values [.., S, heads·size], in whatever way a model splits these into heads and
 * joins them again: q, k and v are moved to […, heads, S, size], and the result is moved back to [.., S, heads·size].
 */
import { type Dim, divideDim, equalDims, isKnown, mulDim } from "../../base/dim.ts";
import { bool, float, int } from "../../base/value.ts";
import { sdpa as operator } from "../../operators/sdpa.ts";
import type { RaisableValue } from "../facet.ts";
import type { Idiom, IdiomMatch, IdiomNode } from "./idiom.ts";
import { equalParts, hasAxes, type Layout, type Part, repeated, sourceLayout, wholeAxis } from "./layout.ts";
import { along, type Ending, endingsOf, type Given, type Path, pathsTo, type Scores, scoresOf } from "./scores.ts";

export const sdpa: Idiom = {
  name: "sdpa",
  anchors: ["MatMul", "Attention", "Transpose", "Reshape"],
  match(anchor) {
    for (const joining of endingsOf(anchor)) {
      const scores = scoresOf(joining.last);
      if (scores !== undefined) return joining.factor === 1 ? call(anchor, scores, joining) : undefined;
    }
    return undefined;
  },
};

function call(anchor: IdiomNode, scores: Scores, joining: Ending): IdiomMatch | undefined {
  for (const q of pathsTo(scores.q)) {
    const { shape } = q.source.value.type;
    const layout = along(q, sourceLayout(shape));
    const queries = headsOf(shape, layout, false);
    if (layout === undefined || queries === undefined) continue;
    const [k, v] = [keysOf(scores.k, queries, scores.isTurned), keysOf(scores.v, queries, false)];
    if (k === undefined || v === undefined || v.path.factor !== 1 || !equalDims(k.keyHeads, v.keyHeads)) continue;
    if (!isJoined(joining, resultLayout(layout, queries, v.size), shape, mulDim(queries.heads, v.size))) continue;
    const factor = scores.factor * q.factor * k.path.factor;
    const usual = isKnown(queries.size) ? 1 / Math.sqrt(queries.size) : undefined;
    const isUsual = usual !== undefined && isAbout(factor, usual);
    const mask = fittingMask(scores, shape.length);
    if (mask === "unfit") continue;
    return {
      operator,
      inputs: [q.source.value, k.path.source.value, v.path.source.value],
      arguments: {
        heads: int(queries.heads),
        causal: bool(scores.causal),
        mask,
        scale: isUsual ? undefined : float(factor),
      },
      nodes: [...q.nodes, ...k.path.nodes, ...v.path.nodes, ...scores.nodes, ...joining.nodes].filter(
        (node) => node !== anchor,
      ),
    };
  }
  return undefined;
}

/** Up to what single precision makes of it. */
export function isAbout(found: number, expected: number): boolean {
  return Math.abs(found - expected) <= Math.abs(expected) * 2 ** -20;
}

export interface Heads {
  /** Of the source, up to its places. */
  readonly leading: readonly Part[];
  readonly places: readonly Part[];
  readonly heads: Dim;
  readonly size: Dim;
}

/**
 * How values of this shape, [..., S, features], fall into heads, where their layout is [..., heads, S, size], or turned, [..., heads,
 * size, S]; undefined where it is any other.
 */
function headsOf(shape: readonly Dim[], layout: Layout | undefined, isTurned: boolean): Heads | undefined {
  const found = layout === undefined ? undefined : headAxes(layout, isTurned);
  const [places, features] = shape.slice(-2);
  if (found === undefined || layout?.offsets.size !== 0 || places === undefined || features === undefined)
    return undefined;
  const last = shape.length - 1;
  const size = extentOf(found.features);
  const heads = divideDim(features, size);
  const leading = shape.slice(0, -2).flatMap((extent, axis) => wholeAxis(axis, extent));
  if (heads === undefined || !equalParts(found.features, wholeAxis(last, size))) return undefined;
  const expected = [...leading, ...headParts(last, size, heads)];
  if (!equalParts(found.leading, expected) || !equalParts(found.places, wholeAxis(last - 1, places))) return undefined;
  return { leading, places: found.places, heads, size };
}

function headParts(axis: number, size: Dim, heads: Dim): readonly Part[] {
  return equalDims(heads, 1) ? [] : [{ axis, inner: size, extent: heads }];
}

/** The axes of values that are split into heads, with everything in front of places in one list. */
export function headAxes({ axes }: Layout, isTurned: boolean) {
  if (axes.length < 2) return undefined;
  const [one = [], other = []] = axes.slice(-2);
  return { leading: axes.slice(0, -2).flat(), places: isTurned ? other : one, features: isTurned ? one : other };
}

export function extentOf(parts: readonly Part[]): Dim {
  return parts.reduce<Dim>((product, { extent }) => mulDim(product, extent), 1);
}

interface Keys {
  readonly path: Path;
  readonly keyHeads: Dim;
  readonly size: Dim;
}

/** Keys or values for these queries: as many heads, or fewer, each of which is repeated. */
function keysOf(end: Given, { heads }: Heads, isTurned: boolean): Keys | undefined {
  for (const path of pathsTo(end)) {
    const layout = along(path, sourceLayout(path.source.value.type.shape));
    if (layout === undefined) continue;
    const times = sharing(layout);
    const keyHeads = divideDim(heads, times);
    const plain = headsOf(path.source.value.type.shape, withoutRepeats(layout), isTurned);
    if (plain === undefined || keyHeads === undefined || !equalDims(plain.heads, keyHeads)) continue;
    // Every head is repeated, which comes last in front of places.
    const repeats = headAxes(layout, isTurned)?.leading.findIndex(({ axis }) => axis === repeated) ?? -1;
    if (repeats >= 0 && repeats !== plain.leading.length + (equalDims(keyHeads, 1) ? 0 : 1)) continue;
    return { path, keyHeads, size: plain.size };
  }
  return undefined;
}

/** How many query heads share one of these. */
export function sharing({ axes }: Layout): Dim {
  return extentOf(axes.flat().filter(({ axis }) => axis === repeated));
}

export function withoutRepeats(layout: Layout): Layout {
  return { ...layout, axes: layout.axes.map((parts) => parts.filter(({ axis }) => axis !== repeated)) };
}

/** Whether the result, [..., heads, S, value size], becomes [..., S, heads·value size]; `shape` is that of the queries. */
function isJoined(joining: Ending, start: Layout, shape: readonly Dim[], features: Dim): boolean {
  const inFront = shape.slice(0, -1).map((extent, axis) => wholeAxis(axis, extent));
  return hasAxes(along(joining, start), [...inFront, wholeAxis(joinedHeads, features)]);
}

/** The axis of joined heads, which is none of the source. */
export const joinedHeads = -2;

/** The layout of weighted values: that of the queries, with the features of all heads as one axis. */
export function resultLayout({ axes }: Layout, { leading }: Pick<Heads, "leading">, size: Dim): Layout {
  const isLeading = (part: Part) => leading.some((each) => equalParts([each], [part]));
  const inFront = axes
    .slice(0, -2)
    .map((parts) =>
      parts.map((part) => (isLeading(part) ? part : { axis: joinedHeads, inner: size, extent: part.extent })),
    );
  return { axes: [...inFront, axes.at(-2) ?? [], wholeAxis(joinedHeads, size)], offsets: new Map() };
}

/** A mask as the operator takes it, for scores with an axis for heads in front of places; a smaller one fits all scores. */
export function fittingMask({ mask, q }: Scores, rank: number): RaisableValue | undefined | "unfit" {
  return mask === undefined || mask.type.shape.length <= 2 || q.value.type.shape.length === rank + 1 ? mask : "unfit";
}
