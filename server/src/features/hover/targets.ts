/** Devices: what is known of one, and what the net that names it asks of it. */
import {
  type Device,
  formatBytes,
  isRefusal,
  keyText,
  occurrencesOf,
  type ShownNet,
  spanOf,
  targetText,
  variantsOf,
} from "@lathe/engine";
import { basisOf, errorText, rangeOf, totalText } from "../../latency.ts";
import { netAround } from "./annotations.ts";
import { limitTable } from "./budgets.ts";
import { provenanceText, rateText } from "./latency.ts";
import { type HoverPart, type HoverPlace, paragraphs, stacked } from "./part.ts";

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
    ...(isRefusal(device) ? [`**${found.name}**: a device that ${shown.name} is for`] : deviceText(device, name)),
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

/** More tables of one device are summed up. */
const maximumTables = 10;

/** `name` is the target as it is written: its table stands out. */
function deviceText(device: Device, name: string): readonly string[] {
  const { id, name: called, kind, chip, units, memory, takes } = device;
  const variants = variantsOf(device, id);
  const rows = variants.slice(0, maximumTables).map(({ target, table }) => {
    const key = target === name ? `**${keyText(table)}**` : keyText(table);
    return `| ${key} | \`${target}\` | ${errorText(table)} | ${provenanceText(table)} |`;
  });
  const more = variants.length - rows.length;
  return [
    [`**${called}** (${kind}${chip === undefined || chip === called ? "" : `, ${chip}`})`, takesText(takes)]
      .filter((part) => part !== "")
      .join(": "),
    stacked([
      ...units.map(({ unit, name: core, gmacsPerSecond, gigabytesPerSecond }) => {
        const rates = Object.entries(gmacsPerSecond).map(([precision, rate]) => rateText(rate, precision));
        const traffic = gigabytesPerSecond === undefined ? [] : [`${gigabytesPerSecond} GB/s`];
        return `${unit.toUpperCase()} ${core}: ${[...rates, ...traffic].join(", ")}`;
      }),
      memory === undefined
        ? ""
        : `memory: ${formatBytes(memory.sramBytes)} SRAM, ${formatBytes(memory.flashBytes)} flash`,
    ]),
    rows.length === 0
      ? "Nothing has been measured there yet."
      : ["| measured for | as a target | off by | measured by |", "|:--|:--|:--|:--|", ...rows].join("\n"),
    more > 0 ? `… and ${more} more.` : "",
  ];
}

function takesText(takes: Device["takes"]): string {
  if (takes.length === 0) return "";
  return `takes ${takes.map(({ format, isProduced }) => (isProduced ? format : `${format} (not written by Lathe)`)).join(", ")}`;
}

/** `n there: **25.3 ms** (24.0–28.1 ms), fitted, xnnpack, fp32, 1 thread` */
function thereText(shown: ShownNet, name: string): string {
  const on = shown.on(name);
  if (isRefusal(on) || isRefusal(on.latency)) return "";
  return `${shown.name} there: **${totalText(on)}** (${rangeOf(on.estimate)}), ${basisOf(on)}`;
}
