import { isWeighted, type Runtime, refusing } from "./runtime.ts";

/** ONNX Runtime on the CPU with its default optimizations. */
export const onnxruntime: Runtime = {
  id: "onnxruntime",
  name: "ONNX Runtime",
  source: "onnxruntime.ai, graph optimizations: extended fusions of the CPU provider",
  prunesDeadBranches: true,
  fuses: (kernel, op, fused) => {
    const { name } = op.operator;
    if (!isWeighted(kernel.kind)) return false;
    if (name === "bn") return fused.length === 0;
    // Conv + Add + Relu is one node of its own there.
    if (name === "add") return kernel.kind.startsWith("conv ") && fused.every((each) => each === "bn");
    return (
      ["relu", "leaky_relu", "sigmoid", "tanh", "clip", "relu6", "hardsigmoid"].includes(name) &&
      fused.every((each) => each === "bn" || each === "add")
    );
  },
  refuses: refusing(),
  depthwiseInPlace: false,
};
