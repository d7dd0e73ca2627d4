import type { Runtime } from "./runtime.ts";
import { tensorFlowLiteMicro } from "./tensorFlowLite.ts";

/** TensorFlow Lite Micro with its reference kernels: the graph is TensorFlow Lite's. */
export const tflm: Runtime = {
  id: "tflm",
  name: "TensorFlow Lite Micro",
  source: "tensorflow/lite/schema/schema.fbs; tensorflow/lite/micro/micro_mutable_op_resolver.h",
  ...tensorFlowLiteMicro,
};
