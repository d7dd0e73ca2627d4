import { roll as operator } from "../../operators/roll.ts";
import { hole, literal, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const roll = pytorchFacet(operator, (call) => {
  const { shift, axis } = call.parameters;
  return { forward: py`${inputOf(call).text}.roll(${hole("shifts", literal(shift))}, dims=${literal(axis)})` };
});
