/** How attention's axes hang together: places, features, heads, and the channels of each head. */
import { addDim, type Dim, equalDims, mulDim } from "../base/dim.ts";
import { input, output, weight } from "./links.ts";
import type { AxisLink, AxisMember, ShapedTensor } from "./operator.ts";
import type { Shape } from "./shapes.ts";

export function placeLinks(x: ShapedTensor, memory: object | undefined, rank: number): readonly AxisLink[] {
  return x.shape.slice(0, -1).flatMap((size, axis): AxisLink[] => {
    const isBatch = axis < rank - 2;
    const inMemory: readonly AxisMember[] =
      memory !== undefined && isBatch ? [{ kind: "argument", name: "memory", axis }] : [];
    return [{ size, members: [input(0, axis), ...inMemory, output(axis)] }];
  });
}

export function featureLinks(
  features: Dim,
  sourceFeatures: Dim,
  rank: number,
  memory: object | undefined,
  isPacked: boolean,
  bias: boolean,
): readonly AxisLink[] {
  const ofMemory: readonly AxisMember[] =
    memory === undefined ? [] : [{ kind: "argument", name: "memory", axis: rank - 1 }];
  const ofData = [
    input(0, rank - 1),
    output(rank - 1),
    weight("out_proj.weight", 0),
    ...(bias ? [weight("out_proj.bias", 0)] : []),
  ];
  if (isPacked) return [{ size: features, members: [...ofData, ...ofMemory, weight("in_proj_weight", 1)] }];
  return [
    { size: features, members: [...ofData, weight("q_proj_weight", 1)] },
    { size: sourceFeatures, members: [...ofMemory, weight("k_proj_weight", 1), weight("v_proj_weight", 1)] },
  ];
}

export interface Layout {
  readonly heads: Dim;
  readonly kvHeads: Dim;
  readonly headDim: Dim;
  /** Query heads per key head. */
  readonly perKey: Dim;
  readonly isPacked: boolean;
  readonly bias: boolean;
  /** Whether `kv_heads` is written; else it follows `heads`. */
  readonly statesKvHeads: boolean;
}

/** The rows of the projections, wherever they are stored: `which` says how entries lie within queries, keys and values. */
function projectionRows(
  { heads, kvHeads, headDim, isPacked, bias }: Layout,
  which: Readonly<Record<"q" | "k" | "v", { readonly outer?: Dim; readonly inner?: Dim } | undefined>>,
): readonly AxisMember[] {
  const starts = { q: 0, k: mulDim(heads, headDim), v: mulDim(addDim(heads, kvHeads), headDim) };
  return (["q", "k", "v"] as const).flatMap((part): AxisMember[] => {
    const place = which[part];
    if (place === undefined) return [];
    const packed = { ...place, offset: starts[part] };
    return [
      isPacked ? { ...weight("in_proj_weight", 0), ...packed } : { ...weight(`${part}_proj_weight`, 0), ...place },
      ...(bias ? [{ ...weight("in_proj_bias", 0), ...packed }] : []),
    ];
  });
}

/** A key head goes with the query heads that share it; where several do, one of each share may go too. */
export function headLinks(
  layout: Layout,
  mask: { readonly shape: Shape | undefined } | undefined,
  cache: readonly AxisMember[],
): readonly AxisLink[] {
  const { heads, kvHeads, headDim, perKey, statesKvHeads } = layout;
  const maskAxis =
    mask === undefined ? undefined : mask.shape === undefined ? "unknown" : headAxisOf(mask.shape, heads);
  if (maskAxis === "unknown") return [];
  const inMask: readonly AxisMember[] =
    maskAxis === undefined ? [] : [{ kind: "argument", name: "mask", axis: maskAxis }];
  const wide = mulDim(perKey, headDim);
  const whole: AxisLink = {
    size: kvHeads,
    members: [
      ...projectionRows(layout, { q: { inner: wide }, k: { inner: headDim }, v: { inner: headDim } }),
      { ...weight("out_proj.weight", 1), inner: wide },
      { kind: "parameter", name: "heads", inner: perKey },
      ...(statesKvHeads ? [{ kind: "parameter", name: "kv_heads" } as const] : []),
      ...inMask.map((member) => ({ ...member, inner: perKey })),
      ...cache,
    ],
  };
  if (perKey === 1) return [whole];
  const place = { outer: kvHeads, inner: headDim };
  return [
    whole,
    {
      size: perKey,
      members: [
        ...projectionRows(layout, { q: place, k: undefined, v: undefined }),
        { ...weight("out_proj.weight", 1), ...place },
        { kind: "parameter", name: "heads", outer: kvHeads },
        ...inMask.map((member) => ({ ...member, outer: kvHeads })),
      ],
    },
  ];
}

/** The mask's axis of heads, if it has one that is not stretched. */
function headAxisOf(mask: Shape, heads: Dim): number | "unknown" | undefined {
  const axis = mask.length - 3;
  const extent = mask[axis];
  if (axis < 0 || extent === undefined || (extent === 1 && heads !== 1)) return undefined;
  return equalDims(extent, heads) ? axis : "unknown";
}

/** The same feature of every head; scores are then scaled by the root of the new head size. */
export function channelLink(layout: Layout, cache: readonly AxisMember[]): AxisLink {
  const { heads, kvHeads, headDim } = layout;
  return {
    size: headDim,
    members: [
      ...projectionRows(layout, { q: { outer: heads }, k: { outer: kvHeads }, v: { outer: kvHeads } }),
      { ...weight("out_proj.weight", 1), outer: heads },
      { kind: "parameter", name: "head_dim" },
      ...cache,
    ],
  };
}
