import type { Runtime } from "./runtime.ts";
import { tensorFlowLiteMicro } from "./tensorFlowLite.ts";

/** TensorFlow Lite Micro with Espressif's kernels. */
export const espNn: Runtime = {
  id: "esp-nn",
  name: "TensorFlow Lite Micro with ESP-NN",
  source: "github.com/espressif/esp-nn README.md",
  ...tensorFlowLiteMicro,
};
