/** Arithmetic on two operands that broadcast, which differs only in the operation. `+ - * /` are written for the first four. */
import { broadcasting } from "./elementwise.ts";
import { operator } from "./operator.ts";

export const add = binary("add", "The sum of two tensors, also written `a + b`.", "an addition");
export const sub = binary("sub", "The difference of two tensors, also written `a - b`.", "a subtraction");
export const mul = binary(
  "mul",
  "The product of two tensors, element by element, also written `a * b`.",
  "a multiplication",
);
export const div = binary(
  "div",
  "The quotient of two tensors, element by element, also written `a / b`.",
  "a division",
);
export const pow = binary("pow", "The first operand to the power of the second.", "a power");

function binary(name: string, summary: string, operation: string) {
  return operator({
    name,
    family: "arithmetic",
    summary,
    example: `input x: f32[1, 16, 28, 28]
a = x -> conv(16, kernel=3)
y = ${name}(x, a)
output y`,
    inputs: [
      { name: "a", doc: "left operand", takes: "number", scalar: true },
      { name: "b", doc: "right operand, broadcast as in ONNX", takes: "number", scalar: true },
    ],
    parameters: {},
    arithmetic: `1 per element of the result: ${operation}`,
    storage: "in-place",
    quantization: { kind: "arithmetic" },
    apply: (operands) => broadcasting(operands, name, 1),
  });
}
