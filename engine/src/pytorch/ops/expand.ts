import { equalDims } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { expand as operator } from "../../operators/expand.ts";
import { join, type Part, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const expand = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const shape = call.outputs[0]?.shape ?? [];
  const added = shape.length - x.type.shape.length;
  const parts: Part[] = [];
  for (const [axis, extent] of shape.entries()) {
    const own = axis < added ? undefined : x.type.shape[axis - added];
    const isKept = own !== undefined && (equalDims(own, extent) || own !== 1);
    const part = isKept ? "-1" : call.extent(extent, "size");
    if (isRefusal(part)) return part;
    parts.push(part);
  }
  return { forward: parts.length === 0 ? [x.text] : py`${x.text}.expand(${join(parts, ", ")})` };
});
