import { isRefusal } from "../../base/report.ts";
import { sdpa as operator } from "../../operators/sdpa.ts";
import { named, call as python } from "../code.ts";
import { type Helper, inputOf, pytorchFacet } from "../facet.ts";

/** The first query stands at the place `start` of the keys. */
export const attend: Helper = {
  name: "_attend",
  source: `
def _attend(q, k, v, mask=None, causal=False, scale=None, start=0):
    """Attention of heads [..., heads, S, head size]; several query heads may share one head of keys and values."""
    shared = q.size(-3) // k.size(-3)
    if shared > 1:
        k, v = k.repeat_interleave(shared, dim=-3), v.repeat_interleave(shared, dim=-3)
    if causal:
        seen = torch.ones(q.size(-2), k.size(-2), dtype=torch.bool, device=q.device).tril(start)
        if mask is None:
            mask = seen
        elif mask.dtype == torch.bool:
            mask = mask & seen
        else:
            mask = mask.masked_fill(~seen, float("-inf"))
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=scale)`,
};

export const sdpa = pytorchFacet(operator, (call) => {
  const [q, k, v] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const { heads, causal, scale } = call.parameters;
  const count = call.extent(heads, "heads");
  if (isRefusal(count)) return count;
  const mask = call.argument("mask")?.text;
  const names = [
    ...(mask === undefined ? [] : [{ name: "mask", text: mask, default: undefined }]),
    named("causal", causal, false),
    ...(scale === undefined ? [] : [named("scale", scale)]),
  ];
  const forward = python("_heads_attend", [q.text, k.text, v.text, count], names);
  return { forward, helpers: [attend, headsAttend] };
});

const headsAttend: Helper = {
  name: "_heads_attend",
  source: `
def _heads_attend(q, k, v, heads, **options):
    """Attention of sequences [..., S, heads * head size]; keys and values may have fewer heads."""
    size = q.size(-1) // heads
    shared = k.size(-1) // size
    q = q.unflatten(-1, (heads, -1)).transpose(-3, -2)
    k, v = (x.unflatten(-1, (shared, -1)).transpose(-3, -2) for x in (k, v))
    return _attend(q, k, v, **options).transpose(-3, -2).flatten(-2)`,
};
