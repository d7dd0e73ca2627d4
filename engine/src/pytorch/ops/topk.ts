import { isRefusal } from "../../base/report.ts";
import { topk as operator } from "../../operators/topk.ts";
import { named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const topk = pytorchFacet(operator, (call) => {
  const k = call.extent(call.parameters.k, "k");
  if (isRefusal(k)) return k;
  return {
    forward: python(
      `${inputOf(call).text}.topk`,
      [k],
      [named("dim", call.parameters.axis, -1), named("largest", call.parameters.largest, true)],
    ),
    unpack: (names) => names.join(", "),
  };
});
