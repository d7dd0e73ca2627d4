import type { Runtime } from "./runtime.ts";
import { tensorFlowLite } from "./tensorFlowLite.ts";

/** TensorFlow Lite with its own kernels, on the CPU or through its GPU delegate. Its operators carry a fused activation function: relu, relu6, tanh. */
export const tflite: Runtime = {
  id: "tflite",
  name: "TensorFlow Lite",
  source: "tensorflow/lite/schema/schema.fbs, ActivationFunctionType",
  ...tensorFlowLite,
};
