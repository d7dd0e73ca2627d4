import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** TensorFlow Lite Micro with Espressif's kernels. */
export const espNn: Runtime = {
  id: "esp-nn",
  name: "TensorFlow Lite Micro with ESP-NN",
  source: "github.com/espressif/esp-nn README.md",
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
