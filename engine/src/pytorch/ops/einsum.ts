import { einsum as operator } from "../../operators/einsum.ts";
import { hole, literal, call as python } from "../code.ts";
import { pytorchFacet } from "../facet.ts";

export const einsum = pytorchFacet(operator, (call) => ({
  forward: python("torch.einsum", [
    hole("equation", literal(call.parameters.equation.replaceAll(" ", ""))),
    ...call.inputs.map(({ text }) => text),
  ]),
}));
