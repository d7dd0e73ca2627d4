/** What facets of several operators have in common. */
import { isRefusal, type Refusal } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { type Code, call, type Named, named, type Part, raw } from "../code.ts";
import { torchDtype } from "../dtypes.ts";
import type { WrittenCall } from "../facet.ts";

/** The constructor of a module with weights, with their element type where that is not PyTorch's own. */
export function moduleOf(
  callee: string,
  positional: readonly (Part | Code)[],
  names: readonly Named[],
  dtype: Dtype,
): Code | Refusal {
  const type = torchDtype(dtype);
  if (isRefusal(type)) return type;
  return call(callee, positional, [...names, named("dtype", type, raw("torch.float32"))]);
}

/** Axes counted from the front. */
export function axesOf(axes: readonly number[], rank: number): readonly number[] {
  return axes.map((axis) => (axis < 0 ? axis + rank : axis));
}

/** Extents in `forward`, or the first that is not known. */
export function extentsOf(
  { extent }: Pick<WrittenCall<unknown>, "extent">,
  dims: readonly Parameters<WrittenCall<unknown>["extent"]>[0][],
  hint: string,
): readonly Part[] | Refusal {
  const parts: Part[] = [];
  for (const dim of dims) {
    const part = extent(dim, hint);
    if (isRefusal(part)) return part;
    parts.push(part);
  }
  return parts;
}

/** How many spatial dims a channels-first tensor has. */
export function spatialRank({ type }: { readonly type: { readonly shape: readonly unknown[] } }): number {
  return type.shape.length - 2;
}
