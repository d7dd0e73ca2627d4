import { fusesActivations, type Runtime } from "./runtime.ts";
import { tensorFlowLite } from "./tensorFlowLite.ts";

/** TensorFlow Lite with the XNNPACK delegate. Clamping is part of its kernels (`output_min`, `output_max`); hard-swish and sigmoid are operators of their own. What it has no kernel for runs in TensorFlow Lite's own. */
export const xnnpack: Runtime = {
  id: "xnnpack",
  name: "TensorFlow Lite with XNNPACK",
  source: "github.com/google/XNNPACK include/xnnpack.h; tensorflow/lite/delegates/xnnpack/README.md",
  prunesDeadBranches: true,
  fuses: fusesActivations(["relu", "relu6", "clip"], ["elementwise add", "elementwise sub", "elementwise mul", "pool"]),
  refuses: tensorFlowLite.refuses,
  fallsBack: ({ operator: { name, family } }) =>
    family === "recurrent" || ["erf", "argmax", "topk", "cumsum", "gather", "embedding"].includes(name)
      ? "TensorFlow Lite's own kernels"
      : undefined,
  depthwiseInPlace: false,
};
