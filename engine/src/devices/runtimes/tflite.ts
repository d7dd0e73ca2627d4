import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** TensorFlow Lite with its own kernels, on the CPU or through its GPU delegate. Its operators carry a fused activation function: relu, relu6, tanh. */
export const tflite: Runtime = {
  id: "tflite",
  name: "TensorFlow Lite",
  source: "tensorflow/lite/schema/schema.fbs, ActivationFunctionType",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(notInTensorFlowLite),
  depthwiseInPlace: false,
};
