import { isRefusal } from "../../base/report.ts";
import { adaptiveAvgpool as operator } from "../../operators/adaptiveAvgpool.ts";
import { perSpatialDim } from "../../operators/window.ts";
import { extents, hole, literal, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { spatialRank } from "./common.ts";
import { byRank } from "./window.ts";

export const adaptiveAvgpool = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const sizes = perSpatialDim(call.parameters.size, spatialRank(x), "size");
  if (isRefusal(sizes)) return sizes;
  return {
    forward: py`${byRank("F.adaptive_avg_pool", spatialRank(x))}(${x.text}, ${hole("size", literal(extents(sizes)))})`,
  };
});
