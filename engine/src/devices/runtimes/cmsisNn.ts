import type { Runtime } from "./runtime.ts";
import { tensorFlowLiteMicro } from "./tensorFlowLite.ts";

/** TensorFlow Lite Micro whose kernels for convolution, pooling, addition and matrix products are CMSIS-NN's. */
export const cmsisNn: Runtime = {
  id: "cmsis-nn",
  name: "TensorFlow Lite Micro with CMSIS-NN",
  source: "github.com/ARM-software/CMSIS-NN README.md: kernels by operator and type",
  ...tensorFlowLiteMicro,
};
