import { gelu as operator } from "../../operators/gelu.ts";
import { hole, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const gelu = pytorchFacet(operator, (call) => {
  const x = inputOf(call).text;
  // As a literal, like the other activations: blocks may differ in it.
  if (call.parameters.approximate === "tanh") return { forward: py`F.gelu(${x}, approximate="tanh")` };
  const hint = call.path.split(/[.[]/).at(-1)?.replace(/_\d+$/, "") ?? "gelu";
  return { forward: py`${hole(/^\d/.test(hint) ? "act" : hint, "F.gelu")}(${x})` };
});
