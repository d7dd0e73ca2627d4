import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** STMicroelectronics' X-CUBE-AI. It fuses activations and folds normalisation, as its user manual says; versions differ in speed alone here. */
export const xCubeAi: Runtime = {
  id: "x-cube-ai",
  name: "X-CUBE-AI",
  source: "STMicroelectronics UM2526, supported operators; closed beyond that",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(notInTensorFlowLite),
  depthwiseInPlace: false,
};
