import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** TensorFlow Lite Micro with its reference kernels: the graph is TensorFlow Lite's. */
export const tflm: Runtime = {
  id: "tflm",
  name: "TensorFlow Lite Micro",
  source: "tensorflow/lite/schema/schema.fbs; tensorflow/lite/micro/micro_mutable_op_resolver.h",
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
