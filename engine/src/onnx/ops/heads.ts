/**
 * What attention with and without projections have in common: softmax(q·kᵀ·scale + mask)·v, head by head (Vaswani et al.,
 * "Attention Is All You Need", 2017). It is written in nodes that every opset has.
 */
import { addDim, type Dim, equalDims, isKnown, mulDim } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { int, ints } from "../attributes.ts";
import type { EmittedValue, NodeWriter } from "../facet.ts";
import { cast } from "./operands.ts";

/** Features of every place, […, S, heads·size], and where they fall into heads. */
export interface Headed {
  readonly name: string;
  /** […, S] */
  readonly places: readonly Dim[];
  readonly heads: Dim;
  readonly size: Dim;
}

/** Heads in front of places: […, heads, S, size]. */
export function splitHeads(to: NodeWriter, { name, places, heads, size }: Headed): string | Refusal {
  const shape = reshapedTo(to, places, [heads, size]);
  return isRefusal(shape)
    ? shape
    : to.node("Transpose", [to.node("Reshape", [name, shape])], headsAndPlaces(places.length));
}

/** The way back: […, S, heads·size]. */
export function joinHeads(to: NodeWriter, name: string, places: readonly Dim[], features: Dim): string | Refusal {
  const shape = reshapedTo(to, places, [features]);
  return isRefusal(shape)
    ? shape
    : to.node("Reshape", [to.node("Transpose", [name], headsAndPlaces(places.length)), shape]);
}

/** A shape whose leading extents are those of the data; where they are not numbers, ONNX copies them (0). */
export function reshapedTo(to: NodeWriter, leading: readonly Dim[], rest: readonly Dim[]): string | Refusal {
  if (!rest.every(isKnown)) return to.extents([...leading, ...rest]);
  return to.constant("i64", [...leading.map((extent) => (isKnown(extent) ? extent : 0)), ...rest]);
}

/** […, S, heads, size] and […, heads, S, size], either way; `count` axes end in S. */
function headsAndPlaces(count: number) {
  const leading = Array.from({ length: count - 1 }, (_, axis) => axis);
  return { perm: ints([...leading, count, count - 1, count + 1]) };
}

export interface Attended {
  /** […, heads, S, size] */
  readonly q: string;
  /** […, key heads, T, size] */
  readonly k: string;
  readonly v: string;
  /** Axes of these: one more than there are of the data; as many where there is only one head. */
  readonly rank: number;
  readonly heads: Dim;
  readonly keyHeads: Dim;
  readonly dtype: Dtype;
  readonly scale: number;
  /** Where places count: no query sees what lies behind it. `earlier` keys come before the first query. */
  readonly causal: { readonly queries: Dim; readonly keys: Dim; readonly earlier: Dim } | undefined;
  readonly mask: EmittedValue | undefined;
}

/** The weighted values of each query, […, heads, S, value size]. */
export function attend(to: NodeWriter, attended: Attended): string | Refusal {
  const { q, rank, heads, keyHeads, dtype, scale, causal, mask } = attended;
  const shared = sharing(heads, keyHeads);
  if (isRefusal(shared)) return shared;
  const [k, v] = [attended.k, attended.v].map((each) =>
    shared === undefined ? each : to.node("Gather", [each, to.constant("i64", shared)], { axis: int(rank - 3) }),
  );
  const leading = Array.from({ length: rank - 2 }, (_, axis) => axis);
  const turned = to.node("Transpose", [k], { perm: ints([...leading, rank - 1, rank - 2]) });
  const scaled = scale === 1 ? q : to.node("Mul", [q, to.constant(dtype, scale)]);
  let scores = to.node("MatMul", [scaled, turned]);
  const never = to.constant(dtype, Number.NEGATIVE_INFINITY);
  if (causal !== undefined) {
    const behind = placesBehind(to, causal);
    if (isRefusal(behind)) return behind;
    scores = to.node("Where", [behind, never, scores]);
  }
  if (mask?.type.dtype === "bool") scores = to.node("Where", [mask.name, scores, never]);
  else if (mask !== undefined) scores = to.node("Add", [scores, cast(to, mask.name, mask.type.dtype, dtype)]);
  const shares = to.node("Softmax", [scores], { axis: int(-1) });
  if (mask === undefined) return to.node("MatMul", [shares, v]);
  // A query that sees no key has 0 divided by 0 for its shares; as in PyTorch it gets zeros.
  const seen = to.node("Where", [to.node("IsNaN", [shares]), to.constant(dtype, 0), shares]);
  return to.node("MatMul", [seen, v]);
}

/** The key head of each query head; undefined where every one has its own. */
function sharing(heads: Dim, keyHeads: Dim): readonly number[] | undefined | Refusal {
  if (equalDims(heads, keyHeads)) return undefined;
  if (!isKnown(heads) || !isKnown(keyHeads)) {
    return refuse("unknown-extent", "heads that share keys are a number", {
      help: "Write a number in place of the dim.",
    });
  }
  return Array.from({ length: heads }, (_, head) => Math.floor((head * keyHeads) / heads));
}

/** For each query and key whether the key lies behind, [S, T]. */
function placesBehind(to: NodeWriter, { queries, keys, earlier }: NonNullable<Attended["causal"]>): string | Refusal {
  const rows = range(to, earlier, addDim(earlier, queries));
  const columns = range(to, 0, keys);
  if (isRefusal(rows)) return rows;
  if (isRefusal(columns)) return columns;
  return to.node("Less", [to.node("Unsqueeze", [rows, to.constant("i64", [1])]), columns]);
}

/** The whole numbers from one extent to another, excluded. */
export function range(to: NodeWriter, start: Dim, end: Dim): string | Refusal {
  const [first, last] = [scalarExtent(to, start), scalarExtent(to, end)];
  if (isRefusal(first)) return first;
  return isRefusal(last) ? last : to.node("Range", [first, last, to.constant("i64", 1)]);
}

function scalarExtent(to: NodeWriter, dim: Dim): string | Refusal {
  if (isKnown(dim)) return to.constant("i64", dim);
  const extent = to.extents([dim]);
  return isRefusal(extent) ? extent : to.node("Squeeze", [extent]);
}

/** Splits queries, keys and values into heads, attends, and joins the heads. */
export function attendByHeads(
  to: NodeWriter,
  { q, k, v }: { readonly q: Headed; readonly k: Headed; readonly v: Headed },
  how: Pick<Attended, "dtype" | "scale" | "causal" | "mask">,
): string | Refusal {
  const [queries, keys, values] = [splitHeads(to, q), splitHeads(to, k), splitHeads(to, v)];
  if (isRefusal(queries)) return queries;
  if (isRefusal(keys)) return keys;
  if (isRefusal(values)) return values;
  const rank = q.places.length + 2;
  const result = attend(to, { ...how, q: queries, k: keys, v: values, rank, heads: q.heads, keyHeads: k.heads });
  return isRefusal(result) ? result : joinHeads(to, result, q.places, mulDim(q.heads, v.size));
}
