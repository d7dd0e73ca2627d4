import type { KernelEstimate } from "../estimate.ts";
import type { ProcessingUnit } from "../profile.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";
import { kernelText, shareText, targetName, timeText, unitOf } from "./words.ts";

export const memoryBoundDepthwise: Advice = {
  name: "memoryBoundDepthwise",
  codes: ["memory-bound-depthwise"],
  summary:
    "Depthwise convolutions that wait for memory: they make fewer multiply-accumulates per byte than the unit could.",
  run: (subject) => {
    const unit = unitOf(subject.target);
    if (unit?.gigabytesPerSecond === undefined) return [];
    return subject.estimate.kernels
      .filter(
        ({ kernel, roofline, milliseconds }) =>
          kernel.kind.startsWith("depthwise ") &&
          roofline?.bound === "memory" &&
          // A table in which it is faster than arithmetic should be has measured something else.
          milliseconds > roofline.computeMilliseconds,
      )
      .sort((a, b) => b.milliseconds - a.milliseconds)
      .map((each) => finding(subject, each, unit));
  },
};

function finding(
  subject: AdviceSubject,
  { kernel, milliseconds, roofline }: KernelEstimate,
  unit: ProcessingUnit,
): Finding {
  const [op = 0] = kernel.ops;
  const path = subject.cost.graph.ops[op]?.path ?? "";
  // Where arithmetic and traffic take equally long: the ridge of the roofline.
  const { computeMilliseconds = 0, memoryMilliseconds = 0 } = roofline ?? {};
  const intensity = kernel.macs / kernel.bytes;
  const ridge = computeMilliseconds === 0 ? undefined : (intensity * memoryMilliseconds) / computeMilliseconds;
  const needed = ridge === undefined ? "" : `, where ${unit.gigabytesPerSecond} GB/s need ${ridge.toFixed(1)}`;
  const smaller = kernel.precision === "fp32" ? " In int8 a fourth of the bytes would move." : "";
  return {
    code: "memory-bound-depthwise",
    severity: "hint",
    ops: [op],
    milliseconds,
    message: `\`${path}\` (${kernelText(kernel)}) waits for memory on ${targetName(subject.target)}: it makes ${intensity.toFixed(1)} multiply-accumulates per byte${needed}. It takes ${shareText(milliseconds, subject)}; its arithmetic alone ${timeText(computeMilliseconds)}.`,
    help: `Use fewer channels here, or the stride earlier.${smaller}`,
  };
}
