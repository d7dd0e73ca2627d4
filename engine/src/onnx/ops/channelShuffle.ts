import { divideDim } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { channelShuffle as operator } from "../../operators/channelShuffle.ts";
import { ints } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { statedExtent } from "./arguments.ts";
import { shapeOf } from "./shapes.ts";

export const channelShuffle = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const groups = statedExtent(call.parameters.groups, "groups");
    if (isRefusal(groups)) return groups;
    const perGroup = statedExtent(divideDim(type.shape[1] ?? 1, groups) ?? 1, "channels");
    if (isRefusal(perGroup)) return perGroup;
    // All positions are one axis, whatever their extents.
    const cut = to.node("Reshape", [name, to.constant("i64", [0, groups, perGroup, -1])]);
    const dealt = to.node("Transpose", [cut], { perm: ints([0, 2, 1, 3]) });
    return [to.node("Reshape", [dealt, shapeOf(to, name, type)])];
  },
  raise: {},
});
