import { isWeighted } from "../runtimes/runtime.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";
import { layerBefore, outputLayers } from "./dataflow.ts";
import { percent, shareText, targetName, unitOf } from "./words.ts";

export const channelAlignment: Advice = {
  name: "channelAlignment",
  codes: ["channels-off-alignment"],
  summary: "Layers whose channels do not fill the vectors of the unit, where arithmetic and not memory takes the time.",
  run: (subject) => {
    const idle = idleByLayer(subject);
    return [...idle]
      .sort(([, a], [, b]) => b.milliseconds - a.milliseconds)
      .map(([op, lost]) => finding(subject, op, lost));
  },
};

interface Idle {
  readonly channels: number;
  readonly alignment: number;
  readonly milliseconds: number;
}

/** By the op that decides how many channels there are: what they cost there, and in the depthwise convolutions behind it. */
function idleByLayer(subject: AdviceSubject): ReadonlyMap<number, Idle> {
  const { cost, estimate, target } = subject;
  const alignments = unitOf(target)?.channelAlignment;
  const idle = new Map<number, Idle>();
  if (alignments === undefined) return idle;
  // How many channels a net gives is what it is for.
  const given = outputLayers(cost.graph);
  for (const { kernel, milliseconds, roofline } of estimate.kernels) {
    const alignment = alignments[kernel.precision];
    const { out: channels } = kernel.extents;
    const [own = 0] = kernel.ops;
    if (alignment === undefined || channels === undefined || !isWeighted(kernel.kind)) continue;
    // Of one place every weight is read once: that takes the time.
    if (channels % alignment === 0 || roofline?.bound === "memory" || kernel.kind.endsWith(" vector")) continue;
    const op = kernel.kind.startsWith("depthwise ") ? (layerBefore(cost.graph, own) ?? own) : own;
    if (given.has(op)) continue;
    const lost = milliseconds * (1 - channels / roundUp(channels, alignment));
    idle.set(op, { channels, alignment, milliseconds: (idle.get(op)?.milliseconds ?? 0) + lost });
  }
  return idle;
}

function finding(subject: AdviceSubject, op: number, { channels, alignment, milliseconds }: Idle): Finding {
  const above = roundUp(channels, alignment);
  const below = above - alignment;
  // Of two that are equally near the larger loses nothing.
  const both = above - channels <= channels - below ? [above, below] : [below, above];
  const instead = both.filter((count) => count > 0);
  const path = subject.cost.graph.ops[op]?.path ?? "";
  return {
    code: "channels-off-alignment",
    severity: "hint",
    ops: [op],
    milliseconds,
    message: `\`${path}\` has ${channels} channels, and ${targetName(subject.target)} computes ${alignment} at once: ${above} would take as long. ${above - channels} of ${above} lanes (${percent(1 - channels / above)}) idle: up to ${shareText(milliseconds, subject)}.`,
    help: `Use ${instead.join(" or ")} channels.`,
    suggestion: { kind: "channels", op, channels, alignment, instead },
  };
}

function roundUp(channels: number, alignment: number): number {
  return Math.ceil(channels / alignment) * alignment;
}
