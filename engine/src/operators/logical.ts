/** Logic on bool operands that broadcast, which differs only in the operation. */
import { broadcasting, pointwise } from "./elementwise.ts";
import { operator } from "./operator.ts";

export const logicalAnd = logical("logical_and", "True where both operands are.");
export const logicalOr = logical("logical_or", "True where at least one operand is.");
export const logicalXor = logical("logical_xor", "True where exactly one operand is.");

export const logicalNot = operator({
  name: "logical_not",
  family: "arithmetic",
  summary: "True where the data is false.",
  example: `input x: f32[1, 16]
y = (x > 0) -> logical_not
output y`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "bool" }],
  parameters: {},
  arithmetic: "1 per element: a negation",
  storage: "in-place",
  quantization: { kind: "float" },
  apply: ([x]) => pointwise(x, 1),
});

function logical(name: string, summary: string) {
  return operator({
    name,
    family: "arithmetic",
    summary,
    example: `input x: f32[1, 16]
y = ${name}(x > 0, x < 1)
output y`,
    inputs: [
      { name: "a", doc: "left operand", takes: "bool" },
      { name: "b", doc: "right operand, broadcast as in ONNX", takes: "bool" },
    ],
    parameters: {},
    arithmetic: "1 per element of the result: a logical operation",
    storage: "in-place",
    quantization: { kind: "float" },
    apply: (operands) => broadcasting(operands, name, 1),
  });
}
