import { dropout as operator } from "../../operators/dropout.ts";
import { firstInput, onnxFacet } from "../facet.ts";

/** Nothing while a net runs. Whoever reads a model passes over Dropout, as over Identity. */
export const dropout = onnxFacet(operator, { emit: (call) => [firstInput(call).name], raise: {} });
