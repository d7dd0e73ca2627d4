/** The least and the greatest of several operands. */
import { max as maxOperator, min as minOperator } from "../../operators/extremum.ts";
import type { Operator } from "../../operators/operator.ts";
import type { PyTorchFacet } from "../facet.ts";

export const min = extremum(minOperator, "torch.minimum", "max");
export const max = extremum(maxOperator, "torch.maximum", "min");

/** `bound` is what `torch.clamp` calls a number that limits a tensor from the same side. */
function extremum(operator: Operator, name: string, bound: string): PyTorchFacet {
  return {
    operator,
    write({ inputs }) {
      const tensors = inputs.filter(({ isNumber }) => !isNumber).map(({ text }) => text);
      const numbers = inputs.filter(({ isNumber }) => isNumber).map(({ text }) => text);
      const [first = "", ...others] = tensors;
      const ofTensors = others.reduce((sofar, text) => `${name}(${sofar}, ${text})`, first);
      return { forward: [numbers.reduce((sofar, text) => `torch.clamp(${sofar}, ${bound}=${text})`, ofTensors)] };
    },
  };
}
