import { isRefusal } from "../../base/report.ts";
import { slice as operator } from "../../operators/slice.ts";
import { hole, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { axesOf } from "./common.ts";

export const slice = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { start, end, axis, step } = call.parameters;
  const [along = 0] = axesOf([axis], x.type.shape.length);
  const first = call.extent(start, "start");
  if (isRefusal(first)) return first;
  const last = end === undefined ? "" : call.extent(end, "end");
  if (isRefusal(last)) return last;
  const every = step === 1 ? "" : py`:${hole("step", step)}`;
  const before = ":, ".repeat(along);
  // 0 as a start goes without saying.
  const from = start === 0 ? "" : first;
  return { forward: py`${x.text}[${before}${from}:${last}${every}]` };
});
