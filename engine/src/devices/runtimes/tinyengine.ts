import { fusesActivations, notInTensorFlowLite, type Runtime, refusing } from "./runtime.ts";

/** MIT's TinyEngine (Lin et al., "MCUNet", NeurIPS 2020): code is generated for one net, and depthwise convolutions write over their input. */
export const tinyengine: Runtime = {
  id: "tinyengine",
  name: "TinyEngine",
  source: "github.com/mit-han-lab/tinyengine README.md (in-place depthwise convolution)",
  prunesDeadBranches: true,
  fuses: fusesActivations(
    ["relu", "relu6", "tanh"],
    ["elementwise add", "elementwise sub", "elementwise mul", "elementwise div", "pool"],
  ),
  refuses: refusing(notInTensorFlowLite, { fp32: "TinyEngine runs 8-bit nets", fp16: "TinyEngine runs 8-bit nets" }),
  depthwiseInPlace: true,
};
