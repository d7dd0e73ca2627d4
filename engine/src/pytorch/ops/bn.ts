import { isRefusal } from "../../base/report.ts";
import { bn as operator } from "../../operators/bn.ts";
import { hole, named, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const bn = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const rank = x.type.shape.length;
  const module = moduleOf(
    rank === 4 ? "nn.BatchNorm2d" : rank === 5 ? "nn.BatchNorm3d" : "nn.BatchNorm1d",
    [hole("channels", call.size(x.type.shape[1] ?? 1))],
    [named("eps", call.parameters.eps, 1e-5), named("affine", call.parameters.affine, true)],
    call.dtype,
  );
  if (isRefusal(module)) return module;
  // More than three spatial dims are treated as one.
  const forward =
    rank > 5 ? py`${call.self}(${x.text}.flatten(2)).reshape(${x.text}.shape)` : py`${call.self}(${x.text})`;
  return { module, forward };
});
