/** What the status bar says of a document. */
import { type Analysis, formatBytes, formatExact } from "@lathe/engine";
import type { Figure, StatusParams } from "@lathe/protocol";
import { atLeast, figureNames, figureOfNet } from "../figure.ts";

export function status(analysis: Analysis, version: number, figure: Figure): StatusParams {
  const base = { uri: analysis.uri, version, figure, nets: analysis.nets };
  const [shown] = analysis.shown;
  if (shown === undefined)
    return { ...base, text: figureNames[figure], tooltip: "This file has no net whose cost could be shown." };
  const { totals, liveness, graph } = shown.cost;
  const sign = atLeast(graph.isIncomplete || totals.uncounted > 0);
  const rows = [
    ["params", formatExact(totals.params), "every learned number once"],
    [
      "MACs",
      formatExact(totals.macs),
      graph.countsPaper ? "transposed convolutions by output position" : "multiply-accumulates of one run",
    ],
    ["FLOPs", formatExact(totals.flops), "2 × MACs + other arithmetic"],
    ["peak", formatBytes(liveness.peakBytes), "activations alive at once, weights not included"],
    ["size", formatBytes(totals.sizeBytes), "weights and statistics as stored"],
  ];
  const table = rows.map(([name, value, note]) => `| ${name} | ${sign}${value} | ${note} |`).join("\n");
  const dims = graph.dims.map(({ name, sample }) => `\`${name}\` = ${sample}`).join(", ");
  const tooltip = [
    `**${shown.name}**${dims === "" ? "" : ` at ${dims}`} — counted, with random weights`,
    "",
    `| | | |\n|:--|--:|:--|\n${table}`,
    "",
    `Behind the lines: ${figureNames[figure]}.`,
  ].join("\n");
  const net = shown.kind === "net" ? { net: shown.name } : {};
  return { ...base, ...net, text: `${shown.name} · ${figureOfNet(figure, shown)}`, tooltip };
}
