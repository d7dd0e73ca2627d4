import type { Runtime } from "./runtime.ts";
import { inEightBits } from "./tensorFlowLite.ts";

/** MIT's TinyEngine (Lin et al., "MCUNet", NeurIPS 2020): code is generated for one net, and depthwise convolutions write over their input. */
export const tinyengine: Runtime = {
  id: "tinyengine",
  name: "TinyEngine",
  source: "github.com/mit-han-lab/tinyengine README.md (in-place depthwise convolution)",
  ...inEightBits("TinyEngine"),
  depthwiseInPlace: true,
};
