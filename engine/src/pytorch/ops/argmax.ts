/** The place of the greatest or the least value. */
import { argmax as argmaxOperator, argmin as argminOperator } from "../../operators/argmax.ts";
import { named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const argmax = family(argmaxOperator, "argmax");
export const argmin = family(argminOperator, "argmin");

function family(operator: typeof argmaxOperator, name: string) {
  return pytorchFacet(operator, (call) => ({
    forward: python(
      `${inputOf(call).text}.${name}`,
      [],
      [named("dim", call.parameters.axis), named("keepdim", call.parameters.keepdims, false)],
    ),
  }));
}
