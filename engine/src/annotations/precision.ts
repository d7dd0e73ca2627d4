/** In how many bits an op's weights and results are stored. One kind: of `@int8` and `@fp16` only one can hold. */
import { type Refusal, refuse } from "../base/report.ts";
import { isFloat } from "../base/tensor.ts";
import { int as intParameter } from "../operators/parameter.ts";
import { annotation, type Subject } from "./annotation.ts";

/** Activations in so many bits stay in float: few targets compute on 16-bit integers. */
const floatActivations = 16;

export const int8 = annotation({
  name: "int8",
  kind: "precision",
  summary: "Weights and results in 8-bit integers; biases in 32.",
  example: "conv(64, kernel=3) @int8",
  parameters: {},
  effect: "now",
  refuses: (subject) => takesIntegers("int8", subject),
  precision: () => ({ kind: "integer", weightBits: 8, activationBits: 8 }),
});

export const int4 = annotation({
  name: "int4",
  kind: "precision",
  summary: "Weights in 4-bit integers, two in a byte; results stay in float.",
  example: "linear(4096) @int4",
  parameters: {},
  effect: "now",
  refuses: (subject) => takesIntegerWeights("int4", subject),
  precision: () => ({ kind: "integer", weightBits: 4, activationBits: undefined }),
});

export const bits = annotation({
  name: "bits",
  kind: "precision",
  summary: "Weights and results in integers of so many bits each; results in 16 bits stay in float.",
  example: "conv(64, kernel=3) @bits(weights=4, activations=8)",
  parameters: {
    weights: intParameter("bits of a weight", { min: 2, max: 16 }),
    activations: intParameter("bits of a result", { min: 2, max: 16, default: floatActivations }),
  },
  effect: "now",
  refuses: (subject, { activations }) =>
    activations === floatActivations ? takesIntegerWeights("bits", subject) : takesIntegers("bits", subject),
  precision: ({ weights, activations }) => ({
    kind: "integer",
    weightBits: weights,
    activationBits: activations === floatActivations ? undefined : activations,
  }),
});

export const fp16 = annotation({
  name: "fp16",
  kind: "precision",
  summary: "Weights and results in 16-bit floats (IEEE 754 binary16).",
  example: "conv(64, kernel=3) @fp16",
  parameters: {},
  effect: "now",
  refuses: (subject) => takesFloats("fp16", subject),
  precision: () => ({ kind: "half", dtype: "f16" }),
});

export const bf16 = annotation({
  name: "bf16",
  kind: "precision",
  summary: "Weights and results in bfloat16: the range of 32-bit floats, 8 bits of precision.",
  example: "linear(4096) @bf16",
  parameters: {},
  effect: "now",
  refuses: (subject) => takesFloats("bf16", subject),
  precision: () => ({ kind: "half", dtype: "bf16" }),
});

export const float = annotation({
  name: "float",
  kind: "precision",
  summary: "Keeps an op as the types say, whatever a policy or a block around it asks for.",
  example: "classifier: linear(1000) @float",
  parameters: {},
  effect: "now",
  refuses: (subject) => takesFloats("float", subject),
  precision: () => ({ kind: "float" }),
});

function takesIntegers(name: string, { operator, outputs }: Subject): Refusal | undefined {
  if (operator.quantization.kind === "float") {
    return refuse("cannot-apply", `\`@${name}\`: \`${operator.name}\` computes in float on every runtime.`, {
      help: "Leave it out here; `@fp16` halves its bytes.",
    });
  }
  return hasFloats(name, operator.name, outputs);
}

function takesIntegerWeights(name: string, { operator }: Subject): Refusal | undefined {
  if (operator.quantization.kind === "weighted") return undefined;
  return refuse(
    "cannot-apply",
    `\`@${name}\` stores weights in fewer bits, and \`${operator.name}\` has none for it.`,
    {
      help: "Put it on a convolution, a linear layer, or a repeat or block that holds some.",
    },
  );
}

function takesFloats(name: string, { operator, outputs, call }: Subject): Refusal | undefined {
  const hasWeights = (call.weights ?? []).some(({ dtype }) => dtype === undefined || isFloat(dtype));
  return hasWeights ? undefined : hasFloats(name, operator.name, outputs);
}

function hasFloats(name: string, operator: string, outputs: Subject["outputs"]): Refusal | undefined {
  if (outputs.some(({ dtype }) => isFloat(dtype))) return undefined;
  return refuse("cannot-apply", `\`@${name}\`: what \`${operator}\` gives is no float here.`, {
    help: "Leave it out; its type is in the text.",
  });
}
