/** Tensors one after the other, along an axis that is there or along a new one. */
import { concat as concatOperator } from "../../operators/concat.ts";
import { stack as stackOperator } from "../../operators/stack.ts";
import { hole, py } from "../code.ts";
import { pytorchFacet, type WrittenCall } from "../facet.ts";

export const concat = pytorchFacet(concatOperator, (call) => joined(call, "torch.cat"));
export const stack = pytorchFacet(stackOperator, (call) => joined(call, "torch.stack"));

function joined({ inputs, parameters }: WrittenCall<{ readonly axis: number }>, name: string) {
  const tensors = inputs.map(({ text }) => text).join(", ");
  return { forward: py`${name}([${tensors}], dim=${hole("dim", parameters.axis)})` };
}
