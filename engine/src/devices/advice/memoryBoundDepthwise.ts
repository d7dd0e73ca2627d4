import type { KernelEstimate } from "../estimate.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";
import { kernelText, shareText, targetName, timeText, unitOf } from "./words.ts";

export const memoryBoundDepthwise: Advice = {
  name: "memoryBoundDepthwise",
  codes: ["memory-bound-depthwise"],
  summary:
    "Depthwise convolutions that wait for memory: by the unit's roofline, or because a multiply-accumulate takes twice as long there as elsewhere.",
  run: (subject) => {
    const usual = usualConvolution(subject);
    return subject.estimate.kernels
      .filter((each) => each.kernel.kind.startsWith("depthwise ") && waits(each, usual))
      .sort((a, b) => b.milliseconds - a.milliseconds)
      .map((each) => finding(subject, each, usual));
  },
};

/** From here on a depthwise convolution is slow for what it computes. */
const slowFactor = 2;

/** What a convolution that is not depthwise takes, in the net or else in what the unit ran when it was measured. */
interface Usual {
  readonly millisecondsPerMac: number;
  /** Multiply-accumulates per byte; undefined of the unit alone. */
  readonly intensity: number | undefined;
}

function usualConvolution({ estimate, target }: AdviceSubject): Usual | undefined {
  const total = { milliseconds: 0, macs: 0, bytes: 0 };
  for (const { kernel, milliseconds } of estimate.kernels) {
    if (!kernel.kind.startsWith("conv ")) continue;
    total.milliseconds += milliseconds;
    total.macs += kernel.macs;
    total.bytes += kernel.bytes;
  }
  if (total.macs > 0 && total.milliseconds > 0)
    return { millisecondsPerMac: total.milliseconds / total.macs, intensity: total.macs / total.bytes };
  const [first] = estimate.kernels;
  const rate = first === undefined ? undefined : unitOf(target)?.gmacsPerSecond[first.kernel.precision];
  return rate === undefined ? undefined : { millisecondsPerMac: 1 / (rate * 1e6), intensity: undefined };
}

function factorOf({ kernel, milliseconds }: KernelEstimate, usual: Usual): number {
  return milliseconds / kernel.macs / usual.millisecondsPerMac;
}

function waits(each: KernelEstimate, usual: Usual | undefined): boolean {
  const { roofline, milliseconds } = each;
  if (usual !== undefined && factorOf(each, usual) >= slowFactor) return true;
  // A table in which it is faster than arithmetic should be has measured something else.
  return roofline?.bound === "memory" && milliseconds > roofline.computeMilliseconds;
}

function finding(subject: AdviceSubject, each: KernelEstimate, usual: Usual | undefined): Finding {
  const { kernel, milliseconds, roofline } = each;
  const [op = 0] = kernel.ops;
  const path = subject.cost.graph.ops[op]?.path ?? "";
  const others = usual?.intensity === undefined ? "" : `, the net's other convolutions ${usual.intensity.toFixed(1)}`;
  const factor = usual === undefined ? 0 : factorOf(each, usual);
  const than = usual?.intensity === undefined ? "on average there" : "in these";
  const slower = factor < slowFactor ? "" : ` Each takes ${factor.toFixed(1)} times as long as ${than}.`;
  const alone =
    roofline?.bound === "memory" && roofline.computeMilliseconds < milliseconds
      ? `; its arithmetic alone would take ${timeText(roofline.computeMilliseconds)}`
      : "";
  const smaller = kernel.precision === "int8" ? "" : " In int8 fewer bytes would move.";
  return {
    code: "memory-bound-depthwise",
    severity: "hint",
    ops: [op],
    milliseconds,
    message: `\`${path}\` (${kernelText(kernel)}) waits for memory on ${targetName(subject.target)}: it makes ${(kernel.macs / kernel.bytes).toFixed(1)} multiply-accumulates per byte that it moves${others}.${slower} It takes ${shareText(milliseconds, subject)}${alone}.`,
    help: `Use fewer channels here, or the stride earlier.${smaller}`,
  };
}
