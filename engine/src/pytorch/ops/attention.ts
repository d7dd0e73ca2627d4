import { equalDims } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { attention as operator } from "../../operators/attention.ts";
import { hole, type Named, named, py } from "../code.ts";
import { type Helper, inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";
import { rotate } from "./rope.ts";
import { attend } from "./sdpa.ts";

export const attention = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { heads, kv_heads, head_dim, causal, bias, rope } = call.parameters;
  const [memory, mask, past] = [call.argument("memory"), call.argument("mask"), call.argument("past")];
  const features = x.type.shape.at(-1) ?? 1;
  const source = memory?.type.shape.at(-1) ?? features;
  const optional = (name: string, value: number | undefined): readonly Named[] =>
    value === undefined ? [] : [named(name, value)];
  const module = moduleOf(
    "Attention",
    [hole("features", call.size(features)), hole("heads", call.size(heads))],
    [
      ...optional("kv_heads", kv_heads === undefined ? undefined : call.size(kv_heads)),
      ...optional("head_dim", head_dim === undefined ? undefined : call.size(head_dim)),
      ...optional("source_features", equalDims(source, features) ? undefined : call.size(source)),
      named("bias", bias, true),
      named("causal", causal, false),
      ...optional("rope", rope),
    ],
    call.dtype,
  );
  if (isRefusal(module)) return module;
  const given = { memory, mask, past };
  const arguments_ = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`, ${name}=${value.text}`],
  );
  return {
    module,
    forward: py`${call.self}(${x.text}${arguments_.join("")})`,
    ...(past !== undefined && { unpack: (names: readonly string[]) => names.join(", ") }),
    helpers: [rotate, attend, multiHead],
  };
});

const multiHead: Helper = {
  name: "Attention",
  source: `
class Attention(nn.Module):
    """Multi-head attention with its projections; weights are named as those of nn.MultiheadAttention."""

    def __init__(
        self, features, heads, kv_heads=None, head_dim=None, source_features=None, bias=True, causal=False, rope=None,
        dtype=None,
    ):
        super().__init__()
        self.heads, self.kv_heads = heads, kv_heads or heads
        self.causal, self.rope = causal, rope
        head_dim = head_dim or features // heads
        query, key = self.heads * head_dim, self.kv_heads * head_dim
        self.widths = [query, key, key]
        if source_features is None:
            self.in_proj_weight = nn.Parameter(torch.empty(query + 2 * key, features, dtype=dtype))
        else:
            self.q_proj_weight = nn.Parameter(torch.empty(query, features, dtype=dtype))
            self.k_proj_weight = nn.Parameter(torch.empty(key, source_features, dtype=dtype))
            self.v_proj_weight = nn.Parameter(torch.empty(key, source_features, dtype=dtype))
        for weight in list(self.parameters()):
            nn.init.xavier_uniform_(weight)
        self.in_proj_bias = nn.Parameter(torch.zeros(query + 2 * key, dtype=dtype)) if bias else None
        self.out_proj = nn.Linear(query, features, bias=bias, dtype=dtype)

    def forward(self, x, memory=None, mask=None, past=None):
        source = x if memory is None else memory
        if hasattr(self, "in_proj_weight"):
            weights = self.in_proj_weight.split(self.widths)
        else:
            weights = self.q_proj_weight, self.k_proj_weight, self.v_proj_weight
        biases = [None] * 3 if self.in_proj_bias is None else self.in_proj_bias.split(self.widths)
        heads = self.heads, self.kv_heads, self.kv_heads
        q, k, v = (
            F.linear(data, weight, bias).unflatten(-1, (count, -1)).transpose(-3, -2)
            for data, weight, bias, count in zip((x, source, source), weights, biases, heads)
        )
        start = 0 if past is None else past.size(3)
        if self.rope is not None:
            q, k = _rotate(q, self.rope, start), _rotate(k, self.rope, start)
        if past is not None:
            k, v = torch.cat([past[0], k], dim=-2), torch.cat([past[1], v], dim=-2)
        y = _attend(q, k, v, mask, self.causal, start=start).transpose(-3, -2).flatten(-2)
        y = self.out_proj(y)
        return y if past is None else (y, torch.stack([k, v]))`,
};
