import { isRefusal } from "../../base/report.ts";
import { rope as operator } from "../../operators/rope.ts";
import { hole, named, py, call as python } from "../code.ts";
import { type Helper, inputOf, pytorchFacet } from "../facet.ts";

/** Turns heads [..., S, head size]; what attention uses too. */
export const rotate: Helper = {
  name: "_rotate",
  source: `
def _rotate(x, base=10000, start=0, interleaved=False):
    """Rotary position embedding of heads [..., S, head size] (Su et al., 2021)."""
    half = x.size(-1) // 2
    place = torch.arange(start, start + x.size(-2), device=x.device, dtype=torch.float32)
    speed = base ** (-torch.arange(half, device=x.device, dtype=torch.float32) / half)
    angle = torch.outer(place, speed)
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    a, b = (x[..., ::2], x[..., 1::2]) if interleaved else x.chunk(2, dim=-1)
    turned = a * cos - b * sin, b * cos + a * sin
    return torch.stack(turned, dim=-1).flatten(-2) if interleaved else torch.cat(turned, dim=-1)`,
};

export const rope = pytorchFacet(operator, (call) => {
  const { base, heads, start, interleaved } = call.parameters;
  const [count, first] = [call.extent(heads, "heads"), call.extent(start, "start")];
  if (isRefusal(count)) return count;
  if (isRefusal(first)) return first;
  const x = inputOf(call).text;
  const data = heads === 1 ? py`${x}` : py`${x}.unflatten(-1, (${count}, -1)).transpose(-3, -2)`;
  const places = start === 0 ? [] : [py`start=${first}`];
  const names = [named("interleaved", interleaved, false)];
  const turned = python("_rotate", [data, hole("base", base), ...places], names);
  return { forward: heads === 1 ? turned : py`${turned}.transpose(-3, -2).flatten(-2)`, helpers: [rotate] };
});
