/** Pooling with a window. */
import { refuse } from "../../base/report.ts";
import { avgpool as avgpoolOperator } from "../../operators/avgpool.ts";
import { maxpool as maxpoolOperator } from "../../operators/maxpool.ts";
import { extents, hole, literal, named, py, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { spatialRank } from "./common.ts";
import { byRank, type Padding, paddingOf, slidOver } from "./window.ts";

export const maxpool = pytorchFacet(maxpoolOperator, (call) => {
  const x = inputOf(call);
  const { kernel, stride, ...window } = call.parameters;
  const slid = slidOver(x.type, { kernel, stride: stride ?? kernel, ...window });
  const padding = paddingOf(slid, Number.NEGATIVE_INFINITY);
  if (padding.own === 0 && isPadded(slid.padding) && window.ceil) return refuseCeil;
  const forward = python(
    byRank("F.max_pool", spatialRank(x)),
    [padding.data(x.text), hole("kernel_size", literal(extents(slid.kernel)))],
    [
      named("stride", extents(slid.stride), extents(slid.kernel)),
      named("padding", padding.own, 0),
      named("dilation", extents(slid.dilation), 1),
      named("ceil_mode", window.ceil, false),
    ],
  );
  return { forward, helpers: padding.helpers };
});

export const avgpool = pytorchFacet(avgpoolOperator, (call) => {
  const x = inputOf(call);
  const { kernel, stride, pad, ceil, count_pad } = call.parameters;
  const slid = slidOver(x.type, { kernel, stride: stride ?? kernel, pad, ceil, dilation: 1 });
  const padding = paddingOf(slid, 0);
  const isApart = padding.own === 0 && isPadded(slid.padding);
  if (isApart && ceil) return refuseCeil;
  const pooled = (data: ReturnType<Padding["data"]>) =>
    python(
      byRank("F.avg_pool", spatialRank(x)),
      [data, hole("kernel_size", literal(extents(slid.kernel)))],
      [
        named("stride", extents(slid.stride), extents(slid.kernel)),
        named("padding", padding.own, 0),
        named("ceil_mode", ceil, false),
        named("count_include_pad", count_pad, true),
      ],
    );
  const forward = pooled(padding.data(x.text));
  if (!isApart || count_pad) return { forward, helpers: padding.helpers };
  // The share of each window that lies in the data.
  const share = pooled(padding.data(`torch.ones_like(${x.text})`));
  return { forward: py`${forward} / ${share}`, helpers: padding.helpers };
});

function isPadded(padding: readonly (readonly unknown[])[]): boolean {
  return padding.flat().some((extent) => extent !== 0);
}

const refuseCeil = refuse(
  "not-in-pytorch",
  "pooling that counts a last, partial window is padded alike on both sides in PyTorch",
  { help: "Pad the data with `pad`, or give both sides the same padding." },
);
