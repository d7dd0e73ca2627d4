import type { Runtime } from "./runtime.ts";
import { tensorFlowLite } from "./tensorFlowLite.ts";

/** Skymizer's compiler. */
export const onnc: Runtime = {
  id: "onnc",
  name: "ONNC",
  source: "github.com/ONNC/onnc; its results' nets are TensorFlow Lite's",
  ...tensorFlowLite,
};
