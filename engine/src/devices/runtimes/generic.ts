import { isBare, isFoldedNormalisation, isWeighted, type Runtime, runsAll } from "./runtime.ts";

/** What nearly every runtime does: normalisation folded, a clamp applied before the result is stored. For runtimes whose rules are not known. */
export const generic: Runtime = {
  id: "generic",
  name: "a runtime whose rules are not known",
  source: "common to the converters of TensorFlow Lite, ONNX Runtime and ncnn",
  prunesDeadBranches: true,
  fuses: (kernel, op, fused) =>
    isFoldedNormalisation(kernel, op, fused) ||
    (["relu", "relu6"].includes(op.operator.name) && isBare(fused) && isWeighted(kernel.kind)),
  refuses: runsAll,
  depthwiseInPlace: false,
};
