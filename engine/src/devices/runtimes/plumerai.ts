import type { Runtime } from "./runtime.ts";
import { inEightBits } from "./tensorFlowLite.ts";

/** Plumerai's engine for Cortex-M, which reads TensorFlow Lite's models. */
export const plumerai: Runtime = {
  id: "plumerai",
  name: "Plumerai Inference Engine",
  source: "closed; its models are .tflite files: taken to fuse what these say",
  ...inEightBits("Plumerai's engine"),
};
