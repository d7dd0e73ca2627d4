import { normalize as operator } from "../../operators/normalize.ts";
import { named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const normalize = pytorchFacet(operator, (call) => ({
  forward: python(
    "F.normalize",
    [inputOf(call).text],
    [named("dim", call.parameters.axis, 1), named("eps", call.parameters.eps, 1e-12)],
  ),
}));
