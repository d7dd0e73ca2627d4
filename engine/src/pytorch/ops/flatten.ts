import { flatten as operator } from "../../operators/flatten.ts";
import { hole, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const flatten = pytorchFacet(operator, (call) => ({
  forward: py`${inputOf(call).text}.flatten(${hole("start", call.parameters.from)})`,
}));
