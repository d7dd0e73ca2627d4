import type { Dim } from "../../base/dim.ts";
import { mulDim } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { conv as convOperator } from "../../operators/conv.ts";
import { dwconv as dwconvOperator } from "../../operators/dwconv.ts";
import type { Window } from "../../operators/window.ts";
import { extents, hole, literal, named } from "../code.ts";
import { inputOf, pytorchFacet, type WrittenCall } from "../facet.ts";
import { moduleOf, spatialRank } from "./common.ts";
import { applied, byRank, paddingOf, slidOver } from "./window.ts";

export const conv = pytorchFacet(convOperator, (call) => write(call, call.parameters.out, call.parameters.groups));

export const dwconv = pytorchFacet(dwconvOperator, (call) => {
  const channels = inputOf(call).type.shape[1] ?? 1;
  return write(call, mulDim(channels, call.parameters.multiplier), channels);
});

function write(call: WrittenCall<Omit<Window, "ceil"> & { readonly bias: boolean }>, out: Dim, groups: Dim) {
  const x = inputOf(call);
  const { bias } = call.parameters;
  const slid = slidOver(x.type, call.parameters);
  const padding = paddingOf(slid, 0);
  const module = moduleOf(
    byRank("nn.Conv", spatialRank(x)),
    [
      hole("in_channels", call.size(x.type.shape[1] ?? 1)),
      hole("out_channels", call.size(out)),
      hole("kernel_size", literal(extents(slid.kernel))),
    ],
    [
      named("stride", extents(slid.stride), 1),
      named("padding", padding.own, 0),
      named("dilation", extents(slid.dilation), 1),
      named("groups", call.size(groups), 1),
      named("bias", bias, true),
    ],
    call.dtype,
  );
  if (isRefusal(module)) return module;
  return { module, forward: applied(call.self, padding, x.text), helpers: padding.helpers };
}
