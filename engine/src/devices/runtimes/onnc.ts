import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** Skymizer's compiler. */
export const onnc: Runtime = {
  id: "onnc",
  name: "ONNC",
  source: "github.com/ONNC/onnc; its results' nets are TensorFlow Lite's",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(notInTensorFlowLite),
  depthwiseInPlace: false,
};
