/** Softmax and its logarithm. */
import { logSoftmax as logSoftmaxOperator, softmax as softmaxOperator } from "../../operators/softmax.ts";
import { named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const softmax = family(softmaxOperator, "F.softmax");
export const logSoftmax = family(logSoftmaxOperator, "F.log_softmax");

function family(operator: typeof softmaxOperator, name: string) {
  return pytorchFacet(operator, (call) => ({
    forward: python(name, [inputOf(call).text], [named("dim", call.parameters.axis)]),
  }));
}
