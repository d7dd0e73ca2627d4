import { einsum as operator } from "../../operators/einsum.ts";
import { text } from "../attributes.ts";
import { onnxFacet } from "../facet.ts";
import { wordArgument } from "./arguments.ts";

export const einsum = onnxFacet(operator, {
  emit: (call, to) => [
    to.node(
      "Einsum",
      call.inputs.map(({ name }) => name),
      { equation: text(withResult(call.parameters.equation)) },
    ),
  ],
  raise: {
    Einsum(node) {
      const equation = node.text("equation");
      const inputs = Array.from({ length: node.inputCount }, (_, index) => node.input(index));
      const known = inputs.flatMap((input) => input ?? []);
      // Axes that stay open have no letters here.
      if (equation === undefined || equation.includes(".") || known.length < inputs.length) return undefined;
      return { inputs: known, arguments: { equation: wordArgument(withResult(equation)) } };
    },
  },
});

/** Without an arrow the result has the letters that stand once, in alphabetical order; ONNX Runtime wants them written. */
function withResult(equation: string): string {
  const letters = equation.replaceAll(/[ ,]/g, "");
  if (letters.includes("->")) return equation;
  const once = [...letters].filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter));
  return `${equation}->${once.sort().join("")}`;
}
