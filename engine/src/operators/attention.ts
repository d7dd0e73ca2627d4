import { addDim, type Dim, equalDims, formatDim, mulDim, productDims, unknownDim } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { formatTensor } from "../base/tensor.ts";
import { int as intValue } from "../base/value.ts";
import { channelLink, featureLinks, headLinks, placeLinks } from "./attentionLinks.ts";
import { output } from "./links.ts";
import { type AxisMember, operator, product, type ShapedTensor, type Weight } from "./operator.ts";
import { dim, flag, float, optional, tensorOrNone } from "./parameter.ts";
import { agree, broadcast, disagreement, formatShape, refuseRank, type Shape, share } from "./shapes.ts";

export const attention = operator({
  name: "attention",
  family: "attention",
  summary: "Multi-head attention with its projections, of a sequence to itself or to a `memory`.",
  example: `input x: f32[1, 197, 768]
y = x -> attention(heads=12)
output y`,
  inputs: [{ name: "x", doc: "sequences, […, S, features]", takes: "float" }],
  results: ["y", "present"],
  parameters: {
    heads: dim("heads of the queries"),
    memory: tensorOrNone("keys and values come from here instead of the data: […, T, features]"),
    kv_heads: optional(dim("heads of keys and values; several query heads share one"), "heads"),
    head_dim: optional(dim("features of one head"), "features/heads"),
    causal: flag("no place sees the places behind it", { default: false }),
    mask: tensorOrNone(
      "added to the scores, or bool: true where a query sees a key (one that sees none gets zeros); broadcasts to […, heads, S, T]",
    ),
    bias: flag("all projections have a bias", { default: true }),
    rope: optional(float("base of rotary position embeddings, such as 10000", { min: 0 })),
    past: tensorOrNone(
      "keys and values of earlier steps, [2, N, kv_heads, P, head_dim]; gives a second result, `present`",
    ),
  },
  formula:
    "the projections of queries, keys, values and result (rows × features × heads·head_dim), and two products heads × queries × keys × head_dim; a causal mask saves nothing",
  arithmetic:
    "one addition per projected element for the biases; per score 6: scale and the five of softmax, one more with a mask; with rope 3 per element of queries and keys",
  storage: "fresh",
  quantization: {
    kind: "weighted",
    channelAxis: { in_proj_weight: 0, q_proj_weight: 0, k_proj_weight: 0, v_proj_weight: 0, "out_proj.weight": 0 },
  },
  apply([x], { heads, memory, kv_heads, head_dim, mask, bias, rope, past }) {
    const rank = x.shape.length;
    const [places, features] = x.shape.slice(-2);
    if (places === undefined || features === undefined) return refuseRank(x, "attention", "[…, S, features]");
    const kvHeads = kv_heads ?? heads;
    const headDim = head_dim ?? share(features, heads);
    if (headDim === undefined) {
      return refuse(
        "heads-do-not-divide",
        `${formatDim(features)} features do not fall into ${formatDim(heads)} equal heads.`,
        { help: "Choose heads that divide the features, or state `head_dim`.", parameter: "heads" },
      );
    }
    const perKey = share(heads, kvHeads);
    if (perKey === undefined) {
      return refuse(
        "heads-do-not-divide",
        `${formatDim(heads)} query heads cannot share ${formatDim(kvHeads)} key heads evenly.`,
        { help: "Choose `kv_heads` that divides `heads`.", parameter: "kv_heads" },
      );
    }
    if (rope !== undefined && typeof headDim === "number" && headDim % 2 === 1) {
      return refuse("odd-head", `Rotary embeddings turn pairs of features, but a head has ${headDim}.`, {
        help: "Use an even head size.",
        parameter: "rope",
      });
    }
    const source = memory === undefined ? { places, features } : readMemory(memory, x);
    if (isRefusal(source)) return source;
    const batch = productDims(x.shape.slice(0, -2));
    const earlier = past === undefined ? 0 : readPast(past, x, kvHeads, headDim);
    if (isRefusal(earlier)) return earlier;
    const keys = addDim(earlier, source.places);
    const scores = [...x.shape.slice(0, -2), heads, places, keys];
    const unfit = mask === undefined ? undefined : refuseMask(mask, scores);
    if (unfit !== undefined) return unfit;

    const [queryWidth, keyWidth] = [mulDim(heads, headDim), mulDim(kvHeads, headDim)];
    const rows = mulDim(batch, places);
    const sourceRows = mulDim(batch, source.places);
    const scoreCount = productDims(scores);
    const isPacked = equalDims(source.features, features);
    const weights = isPacked
      ? packedWeights(features, queryWidth, keyWidth)
      : separateWeights(features, source.features, queryWidth, keyWidth);
    if (bias) {
      const width = addDim(queryWidth, mulDim(keyWidth, 2));
      weights.push({ name: "in_proj_bias", shape: [width], role: "learned", initial: "zeros" });
    }
    weights.push({ name: "out_proj.weight", shape: [features, queryWidth], role: "learned", initial: "kaiming" });
    if (bias) weights.push({ name: "out_proj.bias", shape: [features], role: "learned", initial: "zeros" });

    const scoreProduct = [
      ["heads", heads],
      ["queries", rows],
      ["keys", keys],
      ["head size", headDim],
    ] as const;
    return {
      outputs: [x, ...(past === undefined ? [] : [{ dtype: x.dtype, shape: past.shape?.with(3, keys) ?? [] }])],
      weights,
      macs: [
        product(["rows", rows], ["features", features], ["query projection", queryWidth]),
        product(
          ["rows", sourceRows],
          ["features", source.features],
          ["key and value projections", mulDim(keyWidth, 2)],
        ),
        product(...scoreProduct),
        product(...scoreProduct),
        product(["rows", rows], ["attended", queryWidth], ["features", features]),
      ],
      arithmetic: [
        ...(bias
          ? [
              product(["rows", rows], ["query and result biases", addDim(queryWidth, features)]),
              product(["rows", sourceRows], ["key and value biases", mulDim(keyWidth, 2)]),
            ]
          : []),
        product(["scores", scoreCount], ["operations", mask === undefined ? 6 : 7]),
        ...(rope === undefined
          ? []
          : [
              product(["rows", rows], ["rotated", queryWidth], ["operations", 3]),
              product(["rows", sourceRows], ["rotated", keyWidth], ["operations", 3]),
            ]),
      ],
      ...(head_dim === undefined && typeof headDim === "number" ? { implied: { head_dim: intValue(headDim) } } : {}),
      axes: () => {
        const layout = { heads, kvHeads, headDim, perKey, isPacked, bias, statesKvHeads: kv_heads !== undefined };
        const cache: readonly AxisMember[] =
          past === undefined ? [] : [{ kind: "argument", name: "past", axis: 2 }, output(2, 1)];
        const along = (axis: number) => cache.map((member) => ({ ...member, axis }));
        return [
          ...(mask === undefined && past === undefined ? placeLinks(x, memory, rank) : []),
          ...featureLinks(features, source.features, rank, memory, isPacked, bias),
          ...headLinks(layout, mask, along(2)),
          ...(rope === undefined ? [channelLink(layout, along(4))] : []),
        ];
      },
    };
  },
});

function readMemory(
  memory: { readonly dtype: ShapedTensor["dtype"]; readonly shape: Shape | undefined },
  x: ShapedTensor,
): { readonly places: Dim; readonly features: Dim } | Refusal {
  if (memory.shape === undefined) return { places: unknownDim, features: unknownDim };
  const [places, features] = memory.shape.slice(-2);
  const unfit = refuse(
    "shapes-do-not-fit",
    `\`memory\` is ${formatTensor(memory)}, but the data is ${formatTensor(x)}.`,
    {
      help: "Both need the same leading extents: […, T, features] beside […, S, features].",
      parameter: "memory",
    },
  );
  if (places === undefined || features === undefined || memory.shape.length !== x.shape.length) return unfit;
  const isOther = x.shape.slice(0, -2).some((extent, axis) => agree(extent, memory.shape?.[axis] ?? 1) === undefined);
  return isOther ? unfit : { places, features };
}

/** How many places lie in the past; refuses a cache of another shape. */
function readPast(
  past: { readonly dtype: ShapedTensor["dtype"]; readonly shape: Shape | undefined },
  x: ShapedTensor,
  kvHeads: Dim,
  headDim: Dim,
): Dim | Refusal {
  if (past.shape === undefined) return unknownDim;
  const wanted = [2, x.shape[0] ?? 1, kvHeads, unknownDim, headDim];
  if (
    x.shape.length === 3 &&
    past.shape.length === 5 &&
    wanted.every((extent, axis) => agree(extent, past.shape?.[axis] ?? 1) !== undefined)
  ) {
    return past.shape[3] ?? unknownDim;
  }
  return refuse("shapes-do-not-fit", `\`past\` is ${formatTensor(past)}; it must be ${formatShape(wanted)}.`, {
    help: "Keys and values of earlier steps stand in one tensor: [2, N, kv_heads, P, head_dim].",
    parameter: "past",
  });
}

/** Refuses a mask that does not broadcast to the scores. */
export function refuseMask(
  mask: { readonly dtype: ShapedTensor["dtype"]; readonly shape: Shape | undefined },
  scores: Shape,
): Refusal | undefined {
  if (mask.shape === undefined) return undefined;
  const both = broadcast([scores, mask.shape], "attention");
  if (
    !isRefusal(both) &&
    both.length === scores.length &&
    both.every((extent, i) => agree(extent, scores[i] ?? 1) !== undefined)
  ) {
    return undefined;
  }
  const at = scores.findIndex((extent, i) => {
    const own = mask.shape?.[i - (scores.length - (mask.shape?.length ?? 0))] ?? 1;
    return own !== 1 && agree(own, extent) === undefined;
  });
  const why =
    at < 0
      ? ""
      : `: at axis ${at} they are ${disagreement(scores[at] ?? 1, mask.shape[at - (scores.length - mask.shape.length)] ?? 1)}`;
  return refuse(
    "shapes-do-not-fit",
    `The mask ${formatTensor(mask)} does not broadcast to the scores ${formatShape(scores)}${why}.`,
    {
      help: "Its axes are heads, queries and keys, from the last one back.",
      parameter: "mask",
    },
  );
}

/** One matrix for all three projections, as PyTorch keeps it where queries, keys and values have equally many features. */
function packedWeights(features: Dim, queryWidth: Dim, keyWidth: Dim): Weight[] {
  const width = addDim(queryWidth, mulDim(keyWidth, 2));
  return [{ name: "in_proj_weight", shape: [width, features], role: "learned", initial: "kaiming" }];
}

function separateWeights(features: Dim, sourceFeatures: Dim, queryWidth: Dim, keyWidth: Dim): Weight[] {
  return [
    { name: "q_proj_weight", shape: [queryWidth, features], role: "learned", initial: "kaiming" },
    { name: "k_proj_weight", shape: [keyWidth, sourceFeatures], role: "learned", initial: "kaiming" },
    { name: "v_proj_weight", shape: [keyWidth, sourceFeatures], role: "learned", initial: "kaiming" },
  ];
}
