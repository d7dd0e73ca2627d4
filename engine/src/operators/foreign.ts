/** Operators that the catalogue does not have: what they cost is not known, and is never taken for zero. */
import { unknownDim } from "../base/dim.ts";
import { type Call, type Operator, product } from "./operator.ts";

/** An operator of another domain, or one that a file declares, as the graph holds it. */
export function foreignOperator(name: string): Operator {
  return {
    name,
    family: "foreign",
    summary: "An operator that Lathe has no rules for.",
    example: "",
    inputs: [],
    parameters: {},
    arithmetic: "not known",
    storage: "fresh",
    quantization: { kind: "float" },
    call: () => uncounted,
  };
}

/** An operator that a file declares: its calls are answered by the declaration. */
export function declaredOperator(name: string): Operator {
  return { ...foreignOperator(name), family: "declared", summary: "An operator that a file declares." };
}

/** The answer of a call whose amounts are not known. The results' types are what the author asserts. */
export const uncounted: Call = {
  outputs: [],
  parameters: {},
  macs: [product(["not known", unknownDim])],
  arithmetic: [product(["not known", unknownDim])],
};
