import { isRefusal } from "../../base/report.ts";
import { groupnorm as operator } from "../../operators/groupnorm.ts";
import { hole, named, py, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const groupnorm = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { groups, eps, affine } = call.parameters;
  const count = hole("groups", call.size(groups));
  if (!affine) return { forward: python("F.group_norm", [x.text, count], [named("eps", eps, 1e-5)]) };
  const channels = hole("channels", call.size(x.type.shape[1] ?? 1));
  const module = moduleOf("nn.GroupNorm", [count, channels], [named("eps", eps, 1e-5)], call.dtype);
  return isRefusal(module) ? module : { module, forward: py`${call.self}(${x.text})` };
});
