/** The least and the greatest of any number of operands, which differ only in the comparison. */
import { broadcasting } from "./elementwise.ts";
import { operator } from "./operator.ts";

export const min = extremum("min", "The least of the operands, element by element.");
export const max = extremum("max", "The greatest of the operands, element by element.");

function extremum(name: string, summary: string) {
  return operator({
    name,
    family: "arithmetic",
    summary,
    example: `input x: f32[1, 16]
a = x -> linear(16)
y = ${name}(x, a)
output y`,
    inputs: [
      { name: "a", doc: "first operand", takes: "number", scalar: true },
      {
        name: "others",
        doc: "further operands, broadcast as in ONNX",
        takes: "number",
        scalar: true,
        variadic: { minimum: 1 },
      },
    ],
    parameters: {},
    arithmetic: "operands − 1 comparisons per element of the result",
    storage: "in-place",
    quantization: { kind: "arithmetic" },
    apply: (operands) => broadcasting(operands, name, operands.length - 1),
  });
}
