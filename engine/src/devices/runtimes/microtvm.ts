import { isWeighted, type Runtime, refusing } from "./runtime.ts";

/** TVM for microcontrollers, with its own schedules or with CMSIS-NN's kernels. */
export const microtvm: Runtime = {
  id: "microtvm",
  name: "microTVM",
  source: "tvm.apache.org, FuseOps: injective operators are fused into what they follow",
  prunesDeadBranches: true,
  fuses: (kernel, op, fused) => {
    if (isWeighted(kernel.kind) && op.operator.name === "bn") return fused.length === 0;
    // Element by element on what was just computed: TVM fuses whole chains of it.
    return isWeighted(kernel.kind) && op.call.storage === undefined && op.operator.storage === "in-place";
  },
  refuses: refusing(),
  depthwiseInPlace: false,
};
