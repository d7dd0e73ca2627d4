import type { Runtime } from "./runtime.ts";
import { inEightBits } from "./tensorFlowLite.ts";

/** Bosch's Hardware-Aware Lowering Engine, which reads TensorFlow Lite's models. */
export const hale: Runtime = {
  id: "hale",
  name: "Hardware-Aware Lowering Engine",
  source: "closed (Bosch); its models are .tflite files: taken to fuse what these say",
  ...inEightBits("HALE"),
};
