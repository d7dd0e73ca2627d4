/** Targets of a net: that each device and variant is known. */
import { type FileReport, isRefusal } from "../base/report.ts";
import { targetText } from "../devices/target.ts";
import type { DeclaredTarget } from "../semantics/declared.ts";
import { reportAt } from "../semantics/module.ts";
import type { Check, Subject } from "./check.ts";

export const targets: Check = {
  name: "targets",
  asksForFiles: false,
  run: (subject) => {
    const { targets: declared, namedTargets } = subject.elaborated.declared;
    return [...declared, ...namedTargets].flatMap((target) => reportsOf(subject, target));
  },
};

function reportsOf(subject: Subject, target: DeclaredTarget): readonly FileReport[] {
  // What picks the variant is wrong itself, and has been said to be.
  if ([...target.settings.values()].some(({ kind }) => kind === "unknown")) return [];
  const on = subject.on(targetText(target.name, target.settings));
  return !isRefusal(on) || on.code === "silent" ? [] : [reportAt(target.place, on.code, on.message, on.help)];
}
