import { isRefusal } from "../../base/report.ts";
import { instancenorm as operator } from "../../operators/instancenorm.ts";
import { hole, named, py, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf, spatialRank } from "./common.ts";
import { byRank } from "./window.ts";

export const instancenorm = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { eps, affine } = call.parameters;
  if (!affine) return { forward: python("F.instance_norm", [x.text], [named("eps", eps, 1e-5)]) };
  const rank = Math.min(spatialRank(x), 3);
  const channels = hole("channels", call.size(x.type.shape[1] ?? 1));
  const names = [named("eps", eps, 1e-5), named("affine", true, false)];
  const module = moduleOf(byRank("nn.InstanceNorm", rank), [channels], names, call.dtype);
  if (isRefusal(module)) return module;
  // More than three spatial dims are treated as one.
  const isWide = spatialRank(x) > 3;
  const data = isWide ? `${x.text}.flatten(4)` : x.text;
  return { module, forward: isWide ? py`${call.self}(${data}).reshape(${x.text}.shape)` : py`${call.self}(${data})` };
});
