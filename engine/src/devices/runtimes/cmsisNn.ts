import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** TensorFlow Lite Micro whose kernels for convolution, pooling, addition and matrix products are CMSIS-NN's. */
export const cmsisNn: Runtime = {
  id: "cmsis-nn",
  name: "TensorFlow Lite Micro with CMSIS-NN",
  source: "github.com/ARM-software/CMSIS-NN README.md: kernels by operator and type",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing({
    ...notInTensorFlowLite,
    gru: "TensorFlow Lite Micro has no operator for it",
    rnn: "TensorFlow Lite Micro has no operator for it",
  }),
  depthwiseInPlace: false,
};
