import { matmul as operator } from "../../operators/matmul.ts";
import { py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const matmul = pytorchFacet(operator, (call) => ({
  forward: py`${inputOf(call, 0).text} @ ${inputOf(call, 1).text}`,
}));
