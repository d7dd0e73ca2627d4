import { fusesActivations, type Runtime, refusing } from "./runtime.ts";

/** Tencent's ncnn: an `activation_type` of convolutions and inner products. It computes only what an extracted output depends on. */
export const ncnn: Runtime = {
  id: "ncnn",
  name: "ncnn",
  source: "github.com/Tencent/ncnn docs/developer-guide/operators.md, activation_type; tools/ncnnoptimize.cpp",
  prunesDeadBranches: true,
  fuses: fusesActivations(["relu", "relu6", "clip", "leaky_relu", "sigmoid", "mish", "hardswish"]),
  refuses: refusing({ voxelize: "ncnn has no layer for it", devoxelize: "ncnn has no layer for it" }),
  depthwiseInPlace: false,
};
