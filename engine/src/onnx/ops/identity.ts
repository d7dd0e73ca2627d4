import { identity as operator } from "../../operators/identity.ts";
import { firstInput, onnxFacet } from "../facet.ts";

/** No node at all. Whoever reads a model passes over Identity. */
export const identity = onnxFacet(operator, { emit: (call) => [firstInput(call).name], raise: {} });
