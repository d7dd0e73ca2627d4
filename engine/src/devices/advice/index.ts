/** Every advice: first what does not run or does not fit, then what takes time, then how far the figures can be trusted. */
import type { Advice, AdviceSubject, Finding } from "./advice.ts";
import { channelAlignment } from "./channelAlignment.ts";
import { elementwiseChain } from "./elementwiseChain.ts";
import { exceedsFlash } from "./exceedsFlash.ts";
import { exceedsSram } from "./exceedsSram.ts";
import { memoryBoundDepthwise } from "./memoryBoundDepthwise.ts";
import { outsideTable } from "./outsideTable.ts";
import { slowerInt8 } from "./slowerInt8.ts";
import { tosaLegality } from "./tosaLegality.ts";
import { unsupportedOperator } from "./unsupportedOperator.ts";

export const advice: readonly Advice[] = [
  unsupportedOperator,
  tosaLegality,
  exceedsSram,
  exceedsFlash,
  slowerInt8,
  memoryBoundDepthwise,
  elementwiseChain,
  channelAlignment,
  outsideTable,
];

/** What is worth saying: all findings of one advice together concern this share of the net's time, or are not about time. */
const leastShare = 0.02;

/** What every advice finds, by advice, without what does not matter. */
export function findingsOn(subject: AdviceSubject): readonly (readonly Finding[])[] {
  return advice.map((each) => {
    const found = each.run(subject);
    const milliseconds = found.reduce((sum, finding) => sum + (finding.milliseconds ?? 0), 0);
    const matters = milliseconds >= leastShare * (subject.estimate.milliseconds ?? 0) && milliseconds > 0;
    return matters ? found : found.filter((finding) => finding.milliseconds === undefined);
  });
}
