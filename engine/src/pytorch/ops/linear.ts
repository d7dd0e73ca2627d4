import { isRefusal } from "../../base/report.ts";
import { linear as operator } from "../../operators/linear.ts";
import { hole, named, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const linear = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const module = moduleOf(
    "nn.Linear",
    [hole("in_features", call.size(x.type.shape.at(-1) ?? 1)), hole("out_features", call.size(call.parameters.out))],
    [named("bias", call.parameters.bias, true)],
    call.dtype,
  );
  return isRefusal(module) ? module : { module, forward: py`${call.self}(${x.text})` };
});
