import { isWeighted, type Runtime, refusing } from "./runtime.ts";

/** NVIDIA's TensorRT: convolution, bias, activation and an addition behind it are one kernel; chains of element-wise operators are another. */
export const tensorrt: Runtime = {
  id: "tensorrt",
  name: "TensorRT",
  source: "docs.nvidia.com/deeplearning/tensorrt, layer fusion",
  prunesDeadBranches: true,
  fuses: (kernel, op, fused) => {
    const { name } = op.operator;
    if (!isWeighted(kernel.kind)) return /^elementwise /.test(kernel.kind) && op.operator.storage === "in-place";
    if (name === "bn") return fused.length === 0;
    return (
      ["relu", "relu6", "clip", "leaky_relu", "sigmoid", "tanh", "elu", "add"].includes(name) && !fused.includes(name)
    );
  },
  refuses: refusing({ voxelize: "TensorRT has no layer for it", devoxelize: "TensorRT has no layer for it" }),
  depthwiseInPlace: false,
};
