import { addDim, equalDims, isKnown } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import { attention as operator } from "../../operators/attention.ts";
import { share } from "../../operators/shapes.ts";
import { sliced, transposed } from "../../weights/rearrange.ts";
import type { Tensor } from "../../weights/tensor.ts";
import { int } from "../attributes.ts";
import { type EmittedCall, type EmittedValue, firstInput, type NodeWriter, onnxFacet } from "../facet.ts";
import { attend, type Headed, joinHeads, splitHeads } from "./heads.ts";
import { rotated } from "./rope.ts";

/** Projections of queries, keys and values, attention head by head, and the projection of the result. */
export const attention = onnxFacet(operator, {
  emit(call, to) {
    const x = firstInput(call);
    const { heads, kv_heads: keyHeads = heads, head_dim, causal, rope, bias } = call.parameters;
    const [memory, past, mask] = [call.argument("memory") ?? x, call.argument("past"), call.argument("mask")];
    const size = head_dim ?? share(x.type.shape.at(-1) ?? 1, heads);
    if (size === undefined || !isKnown(size) || !isKnown(heads) || !isKnown(keyHeads)) {
      return refuse("unknown-extent", "attention needs numbers of heads and of features in them", {
        help: "Write numbers in place of dims.",
      });
    }
    const dtype = x.type.dtype;
    const [queries = 1, places = 1] = [x.type.shape.at(-2), memory.type.shape.at(-2)];
    const earlier = past?.type.shape[3] ?? 0;

    const project = projections(call, to, { query: heads * size, key: keyHeads * size, bias });
    const headed = (part: Part, source: EmittedValue, count: number): Headed => ({
      name: project(part, source.name),
      places: source.type.shape.slice(0, -1),
      heads: count,
      size,
    });
    const turned = (data: Headed): Headed | Refusal => {
      if (rope === undefined) return data;
      const name = rotated(to, data, { dtype, base: rope, start: earlier, interleaved: false });
      return isRefusal(name) ? name : { ...data, name };
    };
    const parts = [
      turned(headed("q", x, heads)),
      turned(headed("k", memory, keyHeads)),
      headed("v", memory, keyHeads),
    ].map((part) => (isRefusal(part) ? part : splitHeads(to, part)));
    const refusal = parts.find(isRefusal);
    if (refusal !== undefined) return refusal;
    const [q = "", newKeys = "", newValues = ""] = parts.filter((part) => typeof part === "string");
    const [k, v] =
      past === undefined ? [newKeys, newValues] : [after(to, past, 0, newKeys), after(to, past, 1, newValues)];
    const attended = attend(to, {
      q,
      k,
      v,
      rank: x.type.shape.length + 1,
      heads,
      keyHeads,
      dtype,
      scale: 1 / Math.sqrt(size),
      causal: causal ? { queries, keys: addDim(earlier, places), earlier } : undefined,
      mask,
    });
    if (isRefusal(attended)) return attended;
    const joined = joinHeads(to, attended, x.type.shape.slice(0, -1), heads * size);
    if (isRefusal(joined)) return joined;
    const y = projected(to, joined, {
      name: "out_proj",
      weight: call.tensor("out_proj.weight"),
      bias: bias ? call.weight("out_proj.bias") : undefined,
    });
    if (past === undefined) return [y];
    const front = to.constant("i64", [0]);
    const present = [k, v].map((each) => to.node("Unsqueeze", [each, front]));
    return [y, to.node("Concat", present, { axis: int(0) })];
  },
  raise: {},
});

type Part = "q" | "k" | "v";

/** How queries, keys and values are projected: out of one packed matrix where queries and memory have equally many features. */
function projections(
  call: EmittedCall<unknown>,
  to: NodeWriter,
  { query, key, bias }: { readonly query: number; readonly key: number; readonly bias: boolean },
): (part: Part, data: string) => string {
  const x = firstInput(call);
  const isPacked = equalDims(x.type.shape.at(-1) ?? 1, (call.argument("memory") ?? x).type.shape.at(-1) ?? 1);
  const rows = { q: [0, query], k: [query, query + key], v: [query + key, query + 2 * key] } as const;
  return (part, data) => {
    const [begin, end] = rows[part];
    const weight = isPacked ? sliced(call.tensor("in_proj_weight"), 0, begin, end) : call.tensor(`${part}_proj_weight`);
    return projected(to, data, {
      name: `${part}_proj`,
      weight,
      bias: bias ? to.initializer(`${part}_proj_bias`, sliced(call.tensor("in_proj_bias"), 0, begin, end)) : undefined,
    });
  };
}

interface Projection {
  readonly name: string;
  readonly weight: Tensor;
  readonly bias: string | undefined;
}

function projected(to: NodeWriter, data: string, { name, weight, bias }: Projection): string {
  const product = to.node("MatMul", [data, to.initializer(`${name}_transposed`, transposed(weight, [1, 0]))]);
  return bias === undefined ? product : to.node("Add", [product, bias]);
}

/** Keys or values of all steps, [N, heads, P + S, size]. */
function after(to: NodeWriter, past: EmittedValue, index: number, added: string): string {
  return to.node("Concat", [to.node("Gather", [past.name, to.constant("i64", index)]), added], { axis: int(2) });
}
