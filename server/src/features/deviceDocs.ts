/** What is known of a device, in Markdown. */
import { type Device, formatBytes, formatCount, keyText, type Table, variantsOf } from "@lathe/engine";
import { errorText } from "../latency.ts";
import { paragraphs, stacked } from "./hover/part.ts";

/** More tables of one device are summed up. */
const maximumTables = 10;

/** `name` is the target as it is written: its table stands out. */
export function deviceDocs(device: Device, name: string): string {
  const { id, name: called, kind, chip, units, memory, takes } = device;
  const variants = variantsOf(device, id);
  const rows = variants.slice(0, maximumTables).map(({ target, table }) => {
    const key = target === name ? `**${keyText(table)}**` : keyText(table);
    return `| ${key} | \`${target}\` | ${errorText(table)} | ${provenanceText(table)} |`;
  });
  const more = variants.length - rows.length;
  return paragraphs([
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
  ]);
}

function takesText(takes: Device["takes"]): string {
  if (takes.length === 0) return "";
  return `takes ${takes.map(({ format, isProduced }) => (isProduced ? format : `${format} (not written by Lathe)`)).join(", ")}`;
}

/** `[microsoft/nn-Meter](https://github.com/microsoft/nn-Meter), MIT`: the repositories, each once; the rest stands in the device file. */
export function provenanceText({ provenance: { source, licence, date } }: Table): string {
  const repositories = source.split("; ").map((part) => {
    const [, name] = /^github\.com\/([\w.-]+\/[\w.-]+)/.exec(part) ?? [];
    return name === undefined ? part : `[${name}](https://github.com/${name})`;
  });
  return [...new Set(repositories), licence, ...(date === undefined ? [] : [date])].join(", ");
}

/** `12.7 GMACs/s in fp32`, as a unit's rates. */
function rateText(gmacsPerSecond: number, precision: string): string {
  return `${formatCount(gmacsPerSecond * 1e9)} MACs/s in ${precision}`;
}
