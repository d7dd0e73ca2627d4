import { param as operator } from "../../operators/param.ts";
import { hole, literal, py } from "../code.ts";
import { pytorchFacet } from "../facet.ts";

export const param = pytorchFacet(operator, (call) => {
  const shape = hole("shape", literal(call.parameters.shape.map(call.size)));
  return { tensor: { kind: "parameter", code: py`nn.Parameter(0.02 * torch.randn(${shape}))` }, forward: [call.self] };
});
