import { isRefusal } from "../../base/report.ts";
import { channelShuffle as operator } from "../../operators/channelShuffle.ts";
import { py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const channelShuffle = pytorchFacet(operator, (call) => {
  const groups = call.extent(call.parameters.groups, "groups");
  if (isRefusal(groups)) return groups;
  return { forward: py`${inputOf(call).text}.unflatten(1, (${groups}, -1)).transpose(1, 2).flatten(1, 2)` };
});
