/** Pooling over all positions. */
import { globalAvgpool as avgOperator, globalMaxpool as maxOperator } from "../../operators/globalPool.ts";
import { literal, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { spatialRank } from "./common.ts";

export const globalAvgpool = family(avgOperator, "mean");
export const globalMaxpool = family(maxOperator, "amax");

function family(operator: typeof avgOperator, method: string) {
  return pytorchFacet(operator, (call) => {
    const x = inputOf(call);
    const axes = Array.from({ length: spatialRank(x) }, (_, axis) => axis + 2);
    return { forward: py`${x.text}.${method}(dim=${literal(axes)}, keepdim=True)` };
  });
}
