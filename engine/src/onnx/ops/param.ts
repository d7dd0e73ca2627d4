import { isKnown } from "../../base/dim.ts";
import { refuse } from "../../base/report.ts";
import { param as operator } from "../../operators/param.ts";
import { onnxFacet } from "../facet.ts";

export const param = onnxFacet(operator, {
  emit(call) {
    if (call.parameters.shape.every(isKnown)) return [call.weight("")];
    return refuse("unknown-extent", "a learned tensor has a shape of numbers", {
      help: "Write numbers in place of dims.",
    });
  },
  // No node: stored tensors are read where they are used.
  raise: {},
});
