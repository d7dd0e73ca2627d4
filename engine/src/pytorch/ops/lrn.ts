import { lrn as operator } from "../../operators/lrn.ts";
import { hole, named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const lrn = pytorchFacet(operator, (call) => {
  const x = inputOf(call).text;
  const { size, alpha, beta, k } = call.parameters;
  const names = [named("alpha", alpha, 1e-4), named("beta", beta, 0.75), named("k", k, 1)];
  const isFlat = inputOf(call).type.shape.length === 2;
  // Of an even size PyTorch takes one more channel before, ONNX one more behind.
  const data = `${x}${isFlat ? ".unsqueeze(-1)" : ""}${size % 2 === 0 ? ".flip(1)" : ""}`;
  const back = `${size % 2 === 0 ? ".flip(1)" : ""}${isFlat ? ".squeeze(-1)" : ""}`;
  return { forward: [...python("F.local_response_norm", [data, hole("size", size)], names), back] };
});
