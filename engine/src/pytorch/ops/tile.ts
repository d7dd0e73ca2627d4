import { isRefusal } from "../../base/report.ts";
import { tile as operator } from "../../operators/tile.ts";
import { join, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { extentsOf } from "./common.ts";

export const tile = pytorchFacet(operator, (call) => {
  const repeats = extentsOf(call, call.parameters.repeats, "repeats");
  if (isRefusal(repeats)) return repeats;
  const x = inputOf(call).text;
  return { forward: repeats.length === 0 ? [x] : py`${x}.repeat(${join(repeats, ", ")})` };
});
