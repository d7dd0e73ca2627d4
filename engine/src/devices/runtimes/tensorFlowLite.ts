/** What every runtime shares that reads TensorFlow Lite's models: their graph is put together before it reaches them. */
import { fusesActivations, type Runtime, refusing } from "./runtime.ts";

/** What TensorFlow Lite has no operator for, and converters do not compose from others. */
const missing: Readonly<Record<string, string>> = {
  grid_sample: "TensorFlow Lite has no operator for it",
  voxelize: "TensorFlow Lite has no operator for it",
  devoxelize: "TensorFlow Lite has no operator for it",
};

/** TensorFlow Lite Micro has fewer. */
const missingInMicro: Readonly<Record<string, string>> = {
  ...missing,
  gru: "TensorFlow Lite Micro has no operator for it",
  rnn: "TensorFlow Lite Micro has no operator for it",
};

/** The converter prunes and folds; operators carry a fused activation function: relu, relu6, tanh (schema.fbs, ActivationFunctionType). */
export const tensorFlowLite: Omit<Runtime, "id" | "name" | "source"> = {
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(missing),
  depthwiseInPlace: false,
};

/** The same on microcontrollers. */
export const tensorFlowLiteMicro: typeof tensorFlowLite = { ...tensorFlowLite, refuses: refusing(missingInMicro) };

/** The same for runtimes that take nets in 8 bits only, as `name` does. */
export function inEightBits(name: string): typeof tensorFlowLite {
  const why = `${name} runs nets in 8 bits`;
  return { ...tensorFlowLite, refuses: refusing(missing, { fp32: why, fp16: why }) };
}
