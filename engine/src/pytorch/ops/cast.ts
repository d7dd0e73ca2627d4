import { isRefusal } from "../../base/report.ts";
import { cast as operator } from "../../operators/cast.ts";
import { hole, py } from "../code.ts";
import { torchDtype } from "../dtypes.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const cast = pytorchFacet(operator, (call) => {
  const type = torchDtype(call.parameters.dtype);
  return isRefusal(type) ? type : { forward: py`${inputOf(call).text}.to(${hole("dtype", type.raw)})` };
});
