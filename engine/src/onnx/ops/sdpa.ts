import { divideDim, isKnown } from "../../base/dim.ts";
import { isRefusal, refuse } from "../../base/report.ts";
import { sdpa as operator } from "../../operators/sdpa.ts";
import { onnxFacet } from "../facet.ts";
import { attend, attendByHeads, type Headed } from "./heads.ts";

export const sdpa = onnxFacet(operator, {
  emit(call, to) {
    const [q, k, v] = call.inputs;
    const { heads, causal } = call.parameters;
    if (q === undefined || k === undefined || v === undefined) throw new Error(`${call.path} has too few inputs`);
    const width = (value: typeof q) => value.type.shape.at(-1) ?? 1;
    const size = divideDim(width(q), heads);
    const keyHeads = size === undefined ? undefined : divideDim(width(k), size);
    const valueSize = keyHeads === undefined ? undefined : divideDim(width(v), keyHeads);
    if (size === undefined || keyHeads === undefined || valueSize === undefined) {
      return refuse("unknown-extent", "the features of a head are not known before the net runs");
    }
    const scale = call.parameters.scale ?? (isKnown(size) ? 1 / Math.sqrt(size) : undefined);
    if (scale === undefined) {
      return refuse("unknown-extent", "the scale follows from a head size that is not known", {
        help: "State `scale`.",
      });
    }
    const [queries = 1, keys = 1] = [q.type.shape.at(-2), k.type.shape.at(-2)];
    const mask = call.argument("mask");
    const how = {
      dtype: q.type.dtype,
      scale,
      causal: causal ? { queries, keys, earlier: 0 } : undefined,
      mask,
    };
    // With one head there is nothing to split, unless a mask has an axis for heads.
    if (heads === 1 && keyHeads === 1 && (mask?.type.shape.length ?? 0) <= 2) {
      const rank = q.type.shape.length;
      const result = attend(to, { ...how, q: q.name, k: k.name, v: v.name, rank, heads, keyHeads });
      return isRefusal(result) ? result : [result];
    }
    const headed = (value: typeof q, count: Headed["heads"], each: Headed["size"]): Headed => ({
      name: value.name,
      places: value.type.shape.slice(0, -1),
      heads: count,
      size: each,
    });
    const parts = { q: headed(q, heads, size), k: headed(k, keyHeads, size), v: headed(v, keyHeads, valueSize) };
    const result = attendByHeads(to, parts, how);
    return isRefusal(result) ? result : [result];
  },
  raise: {},
});
