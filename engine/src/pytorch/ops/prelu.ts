import { isRefusal } from "../../base/report.ts";
import { prelu as operator } from "../../operators/prelu.ts";
import { named, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const prelu = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const slopes = call.parameters.per_channel ? call.size(x.type.shape[1] ?? 1) : 1;
  const module = moduleOf("nn.PReLU", [], [named("num_parameters", slopes, 1)], call.dtype);
  return isRefusal(module) ? module : { module, forward: py`${call.self}(${x.text})` };
});
