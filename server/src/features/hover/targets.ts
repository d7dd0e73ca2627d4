/** Devices: what the net that names one asks of it. */
import { occurrencesOf } from "@lathe/engine";
import { netAround } from "./annotations.ts";
import { limitTable } from "./budgets.ts";
import { type HoverPart, paragraphs } from "./part.ts";

export const targets: HoverPart = (at) => {
  const found = occurrencesOf(at.analysis.module).at(at.offset);
  const shown = netAround(at);
  if (found?.namespace !== "target" || shown === undefined) return undefined;
  const { budgets, policyTargets } = shown.elaborated.declared;
  // A budget without a target holds for all.
  const own = budgets.filter(({ target }) => target === undefined || target === found.name);
  const text = paragraphs([
    `**${found.name}**: a device that ${shown.name} is for`,
    limitTable(own, shown),
    policyTargets.includes(found.name) ? "A policy holds for it alone." : "",
  ]);
  return { text, ...found.span };
};
