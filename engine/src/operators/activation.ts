/** Activations that differ only in a formula. Every elementary function (exp, tanh, log) counts as one operation. */
import { unary } from "./elementwise.ts";
import { float, type Parameters } from "./parameter.ts";

export const relu = activation("relu", "Keeps what is positive: max(x, 0).", 1, "1 per element: a maximum");

export const relu6 = activation(
  "relu6",
  "Limits to 0 … 6: min(max(x, 0), 6).",
  2,
  "2 per element: a maximum and a minimum",
);

export const leakyRelu = activation(
  "leaky_relu",
  "Keeps what is positive and scales down what is negative: max(x, 0) + slope·min(x, 0).",
  2,
  "2 per element: a comparison and a multiplication",
  { slope: float("factor of negative values", { default: 0.01 }) },
);

export const elu = activation(
  "elu",
  "Keeps what is positive and lets negative values level off at −alpha: alpha·(exp(x) − 1).",
  4,
  "4 per element: compare, exp, subtract, multiply",
  { alpha: float("the level for very negative values", { default: 1 }) },
);

export const selu = activation(
  "selu",
  "The self-normalising ELU, with its two constants (Klambauer et al., 2017).",
  5,
  "5 per element: compare, exp, subtract, and two multiplications",
);

export const silu = activation(
  "silu",
  "x·sigmoid(x), also called swish.",
  5,
  "5 per element: the four of sigmoid and a multiplication",
);

export const mish = activation("mish", "x·tanh(softplus(x)).", 5, "5 per element: exp, add, log, tanh, multiply");

export const softplus = activation(
  "softplus",
  "A smooth maximum with zero: log(1 + exp(x)).",
  3,
  "3 per element: exp, add, log",
);

export const sigmoid = activation(
  "sigmoid",
  "Squeezes into 0 … 1: 1 / (1 + exp(−x)).",
  4,
  "4 per element: negate, exp, add, divide",
);

export const tanh = activation("tanh", "Squeezes into −1 … 1.", 1, "1 per element: tanh");

export const hardswish = activation(
  "hardswish",
  "x·hardsigmoid(x), the cheap swish of MobileNetV3.",
  5,
  "5 per element: the four of hardsigmoid and a multiplication",
);

export const hardsigmoid = activation(
  "hardsigmoid",
  "A sigmoid of straight lines: min(max(x + 3, 0), 6) / 6.",
  4,
  "4 per element: add, maximum, minimum, divide",
);

function activation(
  name: string,
  summary: string,
  operations: number,
  arithmetic: string,
  parameters: Parameters = {},
) {
  return unary({
    name,
    family: "activation",
    summary,
    example: `input x: f32[1, 32, 28, 28]
y = x -> ${name}
output y`,
    takes: "float",
    quantization: "arithmetic",
    parameters,
    operations,
    arithmetic,
  });
}
