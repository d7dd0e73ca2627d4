import { fusesActivations, type Runtime, refusing } from "./runtime.ts";

/** What nearly every runtime does: normalisation folded, a clamp applied before the result is stored. For runtimes whose rules are not known. */
export const generic: Runtime = {
  id: "generic",
  name: "a runtime whose rules are not known",
  source: "common to the converters of TensorFlow Lite, ONNX Runtime and ncnn",
  prunesDeadBranches: true,
  fuses: fusesActivations(["relu", "relu6"]),
  refuses: refusing(),
  depthwiseInPlace: false,
};
