import { type Runtime, refusing } from "./runtime.ts";

/** PyTorch as it is written: nothing is left out and nothing is put together. */
export const pytorch: Runtime = {
  id: "pytorch",
  name: "PyTorch",
  source: "pytorch.org, eager mode: every operator is one call",
  prunesDeadBranches: false,
  fuses: () => false,
  refuses: refusing(),
  depthwiseInPlace: false,
};
