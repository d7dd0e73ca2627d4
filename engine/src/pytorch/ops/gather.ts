import { gather as operator } from "../../operators/gather.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { axesOf } from "./common.ts";

export const gather = pytorchFacet(operator, (call) => {
  const [x, indices] = [inputOf(call, 0), inputOf(call, 1)];
  const [along = 0] = axesOf([call.parameters.axis], x.type.shape.length);
  // Narrower integers are masks to PyTorch.
  const picks = indices.type.dtype === "i64" ? indices.text : `${indices.text}.long()`;
  return { forward: [`${x.text}[${":, ".repeat(along)}${picks}]`] };
});
