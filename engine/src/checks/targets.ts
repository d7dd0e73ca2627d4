/** Targets of a net: that each device and variant is known, and that what it is for takes it at all. */
import { type FileReport, isRefusal } from "../base/report.ts";
import { formatBytes } from "../cost/quantity.ts";
import type { NetOnTarget } from "../devices/netOnTarget.ts";
import { targetText } from "../devices/target.ts";
import type { DeclaredTarget } from "../semantics/declared.ts";
import { reportAt } from "../semantics/module.ts";
import type { Check, Subject } from "./check.ts";

export const targets: Check = {
  name: "targets",
  asksForFiles: false,
  run: (subject) => {
    const { targets: declared, namedTargets } = subject.elaborated.declared;
    return [
      ...declared.flatMap((target) => reportsOf(subject, target, fitReports)),
      ...namedTargets.flatMap((target) => reportsOf(subject, target, () => [])),
    ];
  },
};

function reportsOf(
  subject: Subject,
  target: DeclaredTarget,
  judge: (on: NetOnTarget, target: DeclaredTarget) => readonly FileReport[],
): readonly FileReport[] {
  // What picks the variant is wrong itself, and has been said to be.
  if ([...target.settings.values()].some(({ kind }) => kind === "unknown")) return [];
  const on = subject.on(targetText(target.name, target.settings));
  if (!isRefusal(on)) return judge(on, target);
  return on.code === "silent" ? [] : [reportAt(target.place, on.code, on.message, on.help)];
}

/** What a board's flash does not hold. It is no budget that somebody has set, so it is a warning. */
function fitReports(
  { memory, target: { name, device } }: NetOnTarget,
  { place }: DeclaredTarget,
): readonly FileReport[] {
  if (memory?.fitsFlash !== false || device.memory === undefined) return [];
  const { weightsBytes, codeBytes } = memory;
  const code = codeBytes === 0 ? "" : ` with ${formatBytes(codeBytes)} of code`;
  const message = `The weights take ${formatBytes(weightsBytes)}${code}; ${name} has ${formatBytes(device.memory.flashBytes)} of flash.`;
  const help = 'Store weights in fewer bits, such as by `policy { "**": @int8 }`.';
  return [reportAt(place, "exceeds-flash", message, help, "warning")];
}
