import { int as intValue } from "../../base/value.ts";
import { concat as operator } from "../../operators/concat.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";

export const concat = onnxFacet(operator, {
  emit(call, to) {
    const names = call.inputs.map(({ name }) => name);
    return [names.length === 1 ? firstInput(call).name : to.node("Concat", names, { axis: int(call.parameters.axis) })];
  },
  raise: {
    Concat(node) {
      const inputs = Array.from({ length: node.inputCount }, (_, index) => node.input(index));
      const known = inputs.flatMap((input) => input ?? []);
      const axis = node.int("axis") ?? 1;
      if (known.length < inputs.length || known.length === 0) return undefined;
      return { inputs: known, arguments: { axis: intValue(axis) } };
    },
  },
});
