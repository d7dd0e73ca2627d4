/**
 * Multi-head attention with its projections: queries, keys and values are linear in the data (keys and values in a memory), fall into
 * heads, are attended, joined and projected once more. How a model packs projections into one, splits heads, or puts places in front
 * of samples is a matter of layout; what counts is which row of which weight becomes which feature of which head.
 */
import { type Dim, divideDim, equalDims, isKnown } from "../../base/dim.ts";
import { bool, int } from "../../base/value.ts";
import { attention as operator } from "../../operators/attention.ts";
import { concatenated, picked } from "../../weights/rearrange.ts";
import { byteLength, type Tensor, tensorOfBytes } from "../../weights/tensor.ts";
import type { RaisableValue } from "../facet.ts";
import type { Idiom, IdiomMatch, IdiomNode } from "./idiom.ts";
import { equalParts, hasAxes, type Layout, type Part, sourceLayout, wholeAxis } from "./layout.ts";
import { type LinearNodes, linearNodes } from "./linearNodes.ts";
import { along, type Ending, endingsOf, type Given, type Path, pathsTo, type Scores, scoresOf } from "./scores.ts";
import {
  extentOf,
  fittingMask,
  headAxes,
  isAbout,
  joinedHeads,
  resultLayout,
  sharing,
  withoutRepeats,
} from "./sdpa.ts";

export const attention: Idiom = {
  name: "attention",
  anchors: ["Add", "MatMul", "Gemm", "Reshape", "Transpose"],
  match(anchor) {
    for (const after of endingsOf(anchor)) {
      const out = linearNodes(after.last);
      if (out === undefined || after.factor !== 1) continue;
      for (const joining of pathsTo(out.data)) {
        const { giver } = joining.source;
        const scores = giver === undefined ? undefined : scoresOf(giver);
        if (scores !== undefined)
          return joining.factor === 1 ? call(anchor, { scores, joining, out, after }) : undefined;
      }
    }
    return undefined;
  },
};

interface Found {
  readonly scores: Scores;
  readonly joining: Path;
  readonly out: LinearNodes;
  /** From the last projection to the anchor. */
  readonly after: Ending;
}

function call(anchor: IdiomNode, found: Found): IdiomMatch | undefined {
  const { scores, joining, out, after } = found;
  for (const q of projections(scores.q, false)) {
    const { shape } = q.source.type;
    const k = projections(scores.k, scores.isTurned).find((each) => fits(each, q));
    const v = projections(scores.v, false).find((each) => each.source.id === k?.source.id && fits(each, q));
    if (k === undefined || v === undefined || v.factor !== 1) continue;
    if (!equalDims(k.heads, v.heads) || !equalDims(q.size, k.size) || !equalDims(q.size, v.size)) continue;
    if (!isKnown(q.size) || !isAbout(scores.factor * q.factor * k.factor, 1 / Math.sqrt(q.size))) continue;
    if (!isBack(found, q)) continue;
    const mask = fittingMask(scores, shape.length);
    const weights = weightsOf(q, k, v, out);
    if (mask === "unfit" || weights === undefined) continue;
    const features = shape.at(-1) ?? 1;
    const own = divideDim(features, q.heads);
    return {
      operator,
      inputs: [q.source],
      arguments: {
        heads: int(q.heads),
        memory: k.source.id === q.source.id ? undefined : k.source,
        kv_heads: equalDims(k.heads, q.heads) ? undefined : int(k.heads),
        head_dim: own !== undefined && equalDims(own, q.size) ? undefined : int(q.size),
        causal: bool(scores.causal),
        mask,
        bias: bool("in_proj_bias" in weights),
      },
      weights,
      nodes: [
        ...q.nodes,
        ...k.nodes,
        ...v.nodes,
        ...scores.nodes,
        ...joining.nodes,
        ...out.nodes,
        ...after.nodes,
      ].filter((node) => node !== anchor),
    };
  }
  return undefined;
}

/** Queries, keys or values as projections of a value. */
interface Projection {
  readonly source: RaisableValue;
  readonly heads: Dim;
  readonly size: Dim;
  /** How many query heads share one of these. */
  readonly times: Dim;
  readonly factor: number;
  readonly leading: readonly Part[];
  readonly places: readonly Part[];
  readonly layout: Layout;
  /** [heads·size, features of the source], and the same rows of the bias. */
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
  readonly nodes: readonly IdiomNode[];
}

/** The axis of projected features, which is none of the source. */
const projected = -3;

/** All that a value can be read as: the source may be what is projected, or what that was moved out of. */
function projections(end: Given, isTurned: boolean): readonly Projection[] {
  for (const splitting of pathsTo(end)) {
    const { giver } = splitting.source;
    const linear = giver === undefined ? undefined : linearNodes(giver);
    if (linear === undefined) continue;
    return pathsTo(linear.data).flatMap((before) => projection(before, linear, splitting, isTurned) ?? []);
  }
  return [];
}

function projection(before: Path, linear: LinearNodes, splitting: Path, isTurned: boolean): Projection | undefined {
  const source = before.source.value;
  const { shape } = source.type;
  const [places, features] = shape.slice(-2);
  if (places === undefined || features === undefined || before.factor !== 1) return undefined;
  const last = shape.length - 1;
  const width = linear.weight.shape[0] ?? 1;
  const data = along(before, sourceLayout(shape));
  const layout = data === undefined ? undefined : behindLinear(data, last, features, projected, width);
  const split = layout === undefined ? undefined : along(splitting, layout);
  const found = split === undefined ? undefined : headAxes(withoutRepeats(split), isTurned);
  if (split === undefined || found === undefined) return undefined;
  const leading = shape.slice(0, -2).flatMap((extent, axis) => wholeAxis(axis, extent));
  const head = found.leading.slice(leading.length);
  if (!equalParts(found.leading.slice(0, leading.length), leading)) return undefined;
  if (!equalParts(found.places, wholeAxis(last - 1, places))) return undefined;
  const offset = split.offsets.get(projected) ?? 0;
  if ([...split.offsets.keys()].some((axis) => axis !== projected) || !isKnown(offset)) return undefined;
  const rows = rowsOf(head, found.features, offset);
  if (rows === undefined) return undefined;
  return {
    source,
    heads: extentOf(head),
    size: extentOf(found.features),
    times: sharing(split),
    factor: splitting.factor,
    leading,
    places: found.places,
    layout: split,
    weight: picked(linear.weight, 0, rows),
    bias: linear.bias === undefined ? undefined : picked(linear.bias, 0, rows),
    nodes: [...before.nodes, ...linear.nodes, ...splitting.nodes],
  };
}

/** The layout behind a linear layer, whose data must end in all features of the source. */
function behindLinear(
  { axes, offsets }: Layout,
  last: number,
  features: Dim,
  axis: number,
  width: Dim,
): Layout | undefined {
  if (offsets.size > 0 || !equalParts(axes.at(-1) ?? [], wholeAxis(last, features))) return undefined;
  return { axes: [...axes.slice(0, -1), wholeAxis(axis, width)], offsets };
}

/** The rows of the projection that the features of each head are, as runs. */
function rowsOf(
  head: readonly Part[],
  features: readonly Part[],
  offset: number,
): readonly (readonly [number, number])[] | undefined {
  const [one, ...more] = head;
  const [feature, ...others] = features;
  if (
    more.length > 0 ||
    others.length > 0 ||
    [one, feature].some((part) => part !== undefined && part.axis !== projected)
  ) {
    return undefined;
  }
  const [heads, apart, size] = [one?.extent ?? 1, one?.inner ?? 0, feature?.extent ?? 1];
  if (!isKnown(heads) || !isKnown(apart) || !isKnown(size) || !equalDims(feature?.inner ?? 1, 1)) return undefined;
  if (apart === size) return [[offset, offset + heads * size]];
  return Array.from({ length: heads }, (_, i) => [offset + i * apart, offset + i * apart + size] as const);
}

/** Whether keys or values go with these queries: as many heads once they are repeated, and sources of as many axes. */
function fits(each: Projection, q: Projection): boolean {
  const heads = divideDim(q.heads, each.times);
  return (
    heads !== undefined && equalDims(heads, each.heads) && each.source.type.shape.length === q.source.type.shape.length
  );
}

/** Whether the joined heads are projected as a whole, and the result has the layout of the source. */
function isBack({ joining, out, after }: Found, q: Projection): boolean {
  const { shape } = q.source.type;
  const [features, width] = [shape.at(-1) ?? 1, out.weight.shape[0] ?? 1];
  const joined = along(joining, resultLayout(q.layout, q, q.size));
  const whole = wholeAxis(joinedHeads, out.weight.shape[1] ?? 1);
  if (joined === undefined || joined.offsets.size > 0 || !equalParts(joined.axes.at(-1) ?? [], whole)) return false;
  const last = shape.length - 1;
  const end = along(after, { ...joined, axes: [...joined.axes.slice(0, -1), wholeAxis(last, width)] });
  return equalDims(width, features) && hasAxes(end, sourceLayout(shape).axes);
}

/** Weights as PyTorch's MultiheadAttention has them; undefined where only some projections have a bias that the others lack. */
function weightsOf(
  q: Projection,
  k: Projection,
  v: Projection,
  out: LinearNodes,
): Readonly<Record<string, Tensor>> | undefined {
  const parts = [q, k, v];
  const biases = parts.flatMap(({ bias }) => bias ?? []);
  const hasBias = biases.length > 0;
  if (hasBias !== (out.bias !== undefined)) return undefined;
  const isPacked = parts.every(({ source }) =>
    equalDims(source.type.shape.at(-1) ?? 1, q.source.type.shape.at(-1) ?? 1),
  );
  const stacked = concatenatedRows(parts.map(({ weight }) => weight));
  if (isPacked && stacked === undefined) return undefined;
  return {
    ...(isPacked && stacked !== undefined
      ? { in_proj_weight: stacked }
      : { q_proj_weight: q.weight, k_proj_weight: k.weight, v_proj_weight: v.weight }),
    ...(hasBias && {
      in_proj_bias: concatenated(
        parts.map(({ bias, weight }) => bias ?? zeros(weight)),
        0,
      ),
    }),
    "out_proj.weight": out.weight,
    ...(out.bias !== undefined && { "out_proj.bias": out.bias }),
  };
}

function concatenatedRows(tensors: readonly Tensor[]): Tensor | undefined {
  const [first] = tensors;
  return tensors.some(({ dtype }) => dtype !== first?.dtype) ? undefined : concatenated(tensors, 0);
}

/** The bias of a projection that has none. */
function zeros({ dtype, shape }: Tensor): Tensor {
  const extents = shape.slice(0, 1);
  return tensorOfBytes(dtype, extents, new Uint8Array(byteLength({ dtype, shape: extents })));
}
