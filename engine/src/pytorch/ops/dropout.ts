import { dropout as operator } from "../../operators/dropout.ts";
import { hole, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const dropout = pytorchFacet(operator, (call) => ({
  forward: py`F.dropout(${inputOf(call).text}, ${hole("p", call.parameters.p)}, self.training)`,
}));
