import { isRefusal } from "../../base/report.ts";
import { split as operator } from "../../operators/split.ts";
import { hole, join, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { extentsOf } from "./common.ts";

export const split = pytorchFacet(operator, (call) => {
  const x = inputOf(call).text;
  const { parts, sizes, axis } = call.parameters;
  const unpack = (names: readonly string[]) => (names.length === 1 ? `(${names[0]},)` : names.join(", "));
  if (sizes === undefined) {
    return { forward: py`${x}.chunk(${hole("parts", parts ?? 1)}, dim=${hole("dim", axis)})`, unpack };
  }
  const extents = extentsOf(call, sizes, "size");
  if (isRefusal(extents)) return extents;
  return { forward: py`${x}.split([${join(extents, ", ")}], dim=${hole("dim", axis)})`, unpack };
});
