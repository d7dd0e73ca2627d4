import { transpose as operator } from "../../operators/transpose.ts";
import { py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const transpose = pytorchFacet(operator, (call) => {
  const { order } = call.parameters;
  const x = inputOf(call).text;
  return { forward: order.length === 0 ? [x] : py`${x}.permute(${order.join(", ")})` };
});
