/** Devices: what is known of one, and what the net that names it asks of it. */
import { isRefusal, occurrencesOf, type ShownNet, spanOf, targetText } from "@lathe/engine";
import { basisOf, rangeOf, totalText } from "../../latency.ts";
import { deviceDocs } from "../deviceDocs.ts";
import { netAround } from "./annotations.ts";
import { limitTable } from "./budgets.ts";
import { type HoverPart, type HoverPlace, paragraphs } from "./part.ts";

export const targets: HoverPart = (at) => {
  const found = occurrencesOf(at.analysis.module).at(at.offset);
  const shown = netAround(at);
  if (found?.namespace !== "target" || shown === undefined) return undefined;
  const { budgets, policyTargets } = shown.elaborated.declared;
  const name = writtenAt(at, shown) ?? found.name;
  const device = at.neighbours.devices.get(found.name);
  // A budget without a target holds for all.
  const own = budgets.filter(({ target }) => target === undefined || target === found.name);
  const text = paragraphs([
    isRefusal(device) ? `**${found.name}**: a device that ${shown.name} is for` : deviceDocs(device, name),
    thereText(shown, name),
    limitTable(own, shown),
    policyTargets.includes(found.name) ? "A policy holds for it alone." : "",
    isRefusal(device) && device.code !== "silent" ? device.message : "",
  ]);
  return { text, ...found.span };
};

/** The target as it is written around a device's name: `pixel4(threads=4)`. */
function writtenAt({ analysis, offset }: HoverPlace, { elaborated: { declared } }: ShownNet): string | undefined {
  const all = [...declared.targets, ...declared.namedTargets];
  const found = all.find(({ place }) => {
    const { start, end } = spanOf(place.lines, place.chunk, place.at);
    return place.uri === analysis.uri && start <= offset && offset <= end;
  });
  return found === undefined ? undefined : targetText(found.name, found.settings);
}

/** `n there: **25.3 ms** (24.0–28.1 ms), fitted, xnnpack, fp32, 1 thread` */
function thereText(shown: ShownNet, name: string): string {
  const on = shown.on(name);
  if (isRefusal(on) || isRefusal(on.latency)) return "";
  return `${shown.name} there: **${totalText(on)}** (${rangeOf(on.estimate)}), ${basisOf(on)}`;
}
