import { isUnknown } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { reshape as operator } from "../../operators/reshape.ts";
import { join, type Part, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const reshape = pytorchFacet(operator, (call) => {
  const x = inputOf(call).text;
  const { shape } = call.parameters;
  const parts: Part[] = [];
  // One extent may be left open: the one that is worked out, or one that is not known.
  let isOpen = shape.includes(-1);
  for (const [axis, dim] of shape.entries()) {
    if (dim === 0) parts.push(`${x}.size(${axis})`);
    else if (dim === -1) parts.push("-1");
    else if (isUnknown(dim) && !isOpen) {
      isOpen = true;
      parts.push("-1");
    } else {
      const part = call.extent(dim, "size");
      if (isRefusal(part)) return part;
      parts.push(part);
    }
  }
  return { forward: parts.length === 0 ? [`${x}.reshape(())`] : py`${x}.reshape(${join(parts, ", ")})` };
});
