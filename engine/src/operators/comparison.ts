/** Comparisons of operands that broadcast, which differ only in the relation; the result is `bool`. */
import { isRefusal } from "../base/report.ts";
import { broadcasting } from "./elementwise.ts";
import { type Input, operator } from "./operator.ts";

export const equal = comparison("equal", "==", "any");
export const notEqual = comparison("not_equal", "!=", "any");
export const less = comparison("less", "<", "number");
export const lessOrEqual = comparison("less_or_equal", "<=", "number");
export const greater = comparison("greater", ">", "number");
export const greaterOrEqual = comparison("greater_or_equal", ">=", "number");

function comparison(name: string, sign: string, takes: Input["takes"]) {
  return operator({
    name,
    family: "arithmetic",
    summary: `Where \`a ${sign} b\` holds, element by element; the result is bool.`,
    example: `input x: f32[1, 16]
a = x -> linear(16)
y = ${name}(x, a)
output y`,
    inputs: [
      { name: "a", doc: "left operand", takes, scalar: true },
      { name: "b", doc: "right operand, broadcast as in ONNX", takes, scalar: true },
    ],
    parameters: {},
    arithmetic: "1 per element of the result: a comparison",
    storage: "in-place",
    quantization: { kind: "float" },
    apply(operands) {
      const answer = broadcasting(operands, name, 1);
      if (isRefusal(answer)) return answer;
      return { ...answer, outputs: answer.outputs.map(({ shape }) => ({ dtype: "bool" as const, shape })) };
    },
  });
}
