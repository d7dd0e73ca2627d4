import type { Runtime } from "./runtime.ts";
import { tensorFlowLite } from "./tensorFlowLite.ts";

/** X-CUBE-AI under its later name. */
export const stm32CubeAi: Runtime = {
  id: "stm32cube-ai",
  name: "STM32Cube.AI",
  source: "STMicroelectronics UM2526, supported operators; closed beyond that",
  ...tensorFlowLite,
};
