import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** Bosch's Hardware-Aware Lowering Engine, which reads TensorFlow Lite's models. */
export const hale: Runtime = {
  id: "hale",
  name: "Hardware-Aware Lowering Engine",
  source: "closed (Bosch); its models are .tflite files: taken to fuse what these say",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(notInTensorFlowLite, {
    fp32: "HALE's results are of 8-bit nets",
    fp16: "HALE's results are of 8-bit nets",
  }),
  depthwiseInPlace: false,
};
