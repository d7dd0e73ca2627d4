import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** X-CUBE-AI under its later name. */
export const stm32CubeAi: Runtime = {
  id: "stm32cube-ai",
  name: "STM32Cube.AI",
  source: "STMicroelectronics UM2526, supported operators; closed beyond that",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(notInTensorFlowLite),
  depthwiseInPlace: false,
};
