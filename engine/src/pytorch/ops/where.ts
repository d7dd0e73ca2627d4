import { isRefusal } from "../../base/report.ts";
import { where as operator } from "../../operators/where.ts";
import { py } from "../code.ts";
import { torchDtype } from "../dtypes.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const where = pytorchFacet(operator, (call) => {
  const [condition, a, b] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const chosen = py`torch.where(${condition.text}, ${a.part}, ${b.part})`;
  if (!a.isNumber || !b.isNumber) return { forward: chosen };
  const type = torchDtype(a.type.dtype);
  return isRefusal(type) ? type : { forward: py`${chosen}.to(${type.raw})` };
});
