import { isBare, isFoldedNormalisation, isWeighted, type Runtime, runsAll } from "./runtime.ts";

/**
 * TensorFlow Lite with the XNNPACK delegate. Clamping activations are part of its kernels (`output_min`, `output_max` of every
 * operator in xnnpack.h); hard-swish and sigmoid are operators of their own.
 */
export const xnnpack: Runtime = {
  id: "xnnpack",
  name: "TensorFlow Lite with XNNPACK",
  source: "github.com/google/XNNPACK include/xnnpack.h; tensorflow/lite/delegates/xnnpack/README.md",
  prunesDeadBranches: true,
  fuses: (kernel, op, fused) => {
    if (isFoldedNormalisation(kernel, op, fused)) return true;
    const clamps = ["relu", "relu6", "clip"].includes(op.operator.name);
    return clamps && isBare(fused) && (isWeighted(kernel.kind) || /^elementwise (?:add|sub|mul)$/.test(kernel.kind));
  },
  refuses: runsAll,
  depthwiseInPlace: false,
};
