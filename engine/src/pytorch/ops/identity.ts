import { identity as operator } from "../../operators/identity.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const identity = pytorchFacet(operator, (call) => ({ forward: [inputOf(call).text] }));
