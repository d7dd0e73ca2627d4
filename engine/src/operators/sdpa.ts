import { type Dim, equalDims, formatDim, mulDim, productDims } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { formatTensor } from "../base/tensor.ts";
import { float as floatValue } from "../base/value.ts";
import { refuseMask } from "./attention.ts";
import { input, output } from "./links.ts";
import { type AxisLink, type AxisMember, operator, product } from "./operator.ts";
import { dim, flag, float, optional, tensorOrNone } from "./parameter.ts";
import { agree, commonDtype, disagreement, refuseRank, share } from "./shapes.ts";

export const sdpa = operator({
  name: "sdpa",
  family: "attention",
  summary: "Scaled dot-product attention of queries, keys and values, without projections.",
  example: `input x: f32[1, 128, 256]
q = x -> linear(256)
k = x -> linear(256)
v = x -> linear(256)
y = sdpa(q, k, v, heads=4)
output y`,
  inputs: [
    { name: "q", doc: "queries, […, S, heads·head size]", takes: "float" },
    {
      name: "k",
      doc: "keys, […, T, features]: as many heads, or fewer that several query heads share",
      takes: "float",
    },
    { name: "v", doc: "values, […, T, features]", takes: "float" },
  ],
  parameters: {
    heads: dim("heads that the last axis falls into", { default: 1 }),
    causal: flag("no place sees the places behind it", { default: false }),
    mask: tensorOrNone(
      "added to the scores, or bool: true where a query sees a key (one that sees none gets zeros); broadcasts to […, heads, S, T]",
    ),
    scale: optional(float("factor of the scores"), "1/√(head size)"),
  },
  formula: "heads × queries × keys × (head size of the keys + head size of the values); a causal mask saves nothing",
  arithmetic: "per score 6: scale and the five of softmax; one more with a mask",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply([q, k, v], { heads, mask, scale }) {
    const [places, queryWidth] = q.shape.slice(-2);
    const [keys, keyWidth] = k.shape.slice(-2);
    const [values, valueWidth] = v.shape.slice(-2);
    if (places === undefined || queryWidth === undefined) return refuseRank(q, "sdpa", "queries […, S, features]");
    if (keys === undefined || keyWidth === undefined) return refuseRank(k, "sdpa", "keys […, T, features]");
    if (values === undefined || valueWidth === undefined) return refuseRank(v, "sdpa", "values […, T, features]");
    const dtype = commonDtype([q, k, v], "sdpa");
    if (isRefusal(dtype)) return dtype;
    const leading = q.shape.slice(0, -2);
    const other = [k, v].find(
      ({ shape }) =>
        shape.length !== q.shape.length || leading.some((extent, i) => agree(extent, shape[i] ?? 1) === undefined),
    );
    if (other !== undefined || agree(keys, values) === undefined) {
      const why = other === undefined ? `; keys and values have ${disagreement(keys, values)} places` : "";
      return refuse(
        "shapes-do-not-fit",
        `\`sdpa\` of ${formatTensor(q)}, ${formatTensor(k)} and ${formatTensor(v)}${why}.`,
        { help: "Queries, keys and values need the same leading extents; keys and values the same number of places." },
      );
    }
    const headDim = share(queryWidth, heads);
    if (headDim === undefined) {
      return refuse(
        "heads-do-not-divide",
        `${formatDim(queryWidth)} features do not fall into ${formatDim(heads)} equal heads.`,
        {
          help: "Choose heads that divide the features.",
          parameter: "heads",
        },
      );
    }
    const kvHeads = share(keyWidth, headDim);
    const perKey = kvHeads === undefined ? undefined : share(heads, kvHeads);
    const valueDim = kvHeads === undefined ? undefined : share(valueWidth, kvHeads);
    if (kvHeads === undefined || perKey === undefined || valueDim === undefined) {
      return refuse(
        "heads-do-not-divide",
        `The ${formatDim(heads)} query heads have ${formatDim(headDim)} features each; keys of ${formatDim(keyWidth)} and values of ${formatDim(valueWidth)} do not fall into heads for them.`,
        { help: "Keys need a multiple of the head size, and values as many heads as the keys.", parameter: "heads" },
      );
    }
    const scores = [...leading, heads, places, keys];
    const unfit = mask === undefined ? undefined : refuseMask(mask, scores);
    if (unfit !== undefined) return unfit;
    const batch = productDims(leading);
    const scoreFactors = [
      ["heads", heads],
      ["queries", mulDim(batch, places)],
      ["keys", keys],
    ] as const;
    const rank = q.shape.length;
    return {
      outputs: [{ dtype, shape: [...leading, places, mulDim(heads, valueDim)] }],
      macs: [product(...scoreFactors, ["head size", headDim]), product(...scoreFactors, ["value head size", valueDim])],
      arithmetic: [product(["scores", productDims(scores)], ["operations", mask === undefined ? 6 : 7])],
      ...(scale === undefined && typeof headDim === "number"
        ? { implied: { scale: floatValue(1 / Math.sqrt(headDim)) } }
        : {}),
      axes: () => [
        ...(mask === undefined ? placeLinks(leading, places, keys) : []),
        ...headLinks({ rank, heads, kvHeads, perKey, headDim, valueDim }, mask !== undefined),
      ],
    };
  },
});

function placeLinks(leading: readonly Dim[], places: Dim, keys: Dim): readonly AxisLink[] {
  const rank = leading.length + 2;
  return [
    ...leading.map((size, axis) => ({
      size,
      members: [input(0, axis), input(1, axis), input(2, axis), output(axis)],
    })),
    { size: places, members: [input(0, rank - 2), output(rank - 2)] },
    { size: keys, members: [input(1, rank - 2), input(2, rank - 2)] },
  ];
}

interface Heads {
  readonly rank: number;
  readonly heads: Dim;
  readonly kvHeads: Dim;
  readonly perKey: Dim;
  readonly headDim: Dim;
  readonly valueDim: Dim;
}

/** Whole heads with those that share their keys, unless a mask may distinguish them; then features within every head. */
function headLinks({ rank, heads, kvHeads, perKey, headDim, valueDim }: Heads, isMasked: boolean): readonly AxisLink[] {
  const last = rank - 1;
  const inHeads: readonly AxisMember[] = [{ kind: "parameter", name: "heads", inner: perKey }];
  const whole: AxisLink = {
    size: kvHeads,
    members: [
      { ...input(0, last), inner: mulDim(perKey, headDim) },
      { ...input(1, last), inner: headDim },
      { ...input(2, last), inner: valueDim },
      { ...output(last), inner: mulDim(perKey, valueDim) },
      ...inHeads,
    ],
  };
  return [
    ...(isMasked || equalDims(heads, 1) ? [] : [whole]),
    {
      size: headDim,
      members: [
        { ...input(0, last), outer: heads },
        { ...input(1, last), outer: kvHeads },
      ],
    },
    {
      size: valueDim,
      members: [
        { ...input(2, last), outer: kvHeads },
        { ...output(last), outer: heads },
      ],
    },
  ];
}
