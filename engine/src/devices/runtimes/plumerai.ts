import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** Plumerai's engine for Cortex-M, which reads TensorFlow Lite's models. */
export const plumerai: Runtime = {
  id: "plumerai",
  name: "Plumerai Inference Engine",
  source: "closed; its models are .tflite files: taken to fuse what these say",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(notInTensorFlowLite, {
    fp32: "Plumerai's results are of 8-bit nets",
    fp16: "Plumerai's results are of 8-bit nets",
  }),
  depthwiseInPlace: false,
};
