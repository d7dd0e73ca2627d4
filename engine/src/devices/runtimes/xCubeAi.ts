import type { Runtime } from "./runtime.ts";
import { tensorFlowLite } from "./tensorFlowLite.ts";

/** STMicroelectronics' X-CUBE-AI. It fuses activations and folds normalisation, as its user manual says; versions differ in speed alone here. */
export const xCubeAi: Runtime = {
  id: "x-cube-ai",
  name: "X-CUBE-AI",
  source: "STMicroelectronics UM2526, supported operators; closed beyond that",
  ...tensorFlowLite,
};
