/** Functions of one element that differ only in a formula. Each counts as one operation. */
import { unary } from "./elementwise.ts";

export const neg = simple("neg", "The value with the other sign, also written `-x`.", "a negation");
export const abs = simple("abs", "The value without its sign.", "clearing the sign");
export const sign = simple("sign", "−1, 0 or 1.", "a comparison");
export const floor = rounding("floor", "Rounded down to a whole number.");
export const ceil = rounding("ceil", "Rounded up to a whole number.");
export const round = rounding("round", "Rounded to the nearest whole number, halves to the even one.");
export const exp = transcendental("exp", "e to the power of the value.", "an exponential");
export const log = transcendental("log", "The natural logarithm.", "a logarithm");
export const sqrt = transcendental("sqrt", "The square root.", "a root");
export const reciprocal = transcendental("reciprocal", "1 divided by the value.", "a division");
export const erf = transcendental("erf", "The error function.", "an error function");
export const sin = transcendental("sin", "The sine of an angle in radians.", "a sine");
export const cos = transcendental("cos", "The cosine of an angle in radians.", "a cosine");

function simple(name: string, summary: string, operation: string) {
  return math(name, summary, operation, "number", "arithmetic");
}

function rounding(name: string, summary: string) {
  return math(name, summary, "a rounding", "float", "float");
}

function transcendental(name: string, summary: string, operation: string) {
  return math(name, summary, operation, "float", "float");
}

function math(
  name: string,
  summary: string,
  operation: string,
  takes: "float" | "number",
  quantization: "arithmetic" | "float",
) {
  return unary({
    name,
    family: "arithmetic",
    summary,
    example: `input x: f32[1, 16]
y = x -> ${name}
output y`,
    takes,
    quantization,
    parameters: {},
    operations: 1,
    arithmetic: `1 per element: ${operation}`,
  });
}
