/** What the status bar says of a document. */
import { type Analysis, formatBytes, formatCount, formatExact, uncompressedCost } from "@lathe/engine";
import type { Figure, StatusParams } from "@lathe/protocol";
import { atLeast, figureNames, figureOfNet, type KnownBounds, rangeText } from "../figure.ts";

export function status(
  analysis: Analysis,
  version: number,
  figure: Figure,
  { boundsOf = () => undefined, target }: { boundsOf?: KnownBounds; target?: string | undefined } = {},
): StatusParams {
  const base = { uri: analysis.uri, version, figure, nets: analysis.nets, targets: targetsOf(analysis) };
  const [shown] = analysis.shown;
  if (shown === undefined)
    return { ...base, text: figureNames[figure], tooltip: "This file has no net whose cost could be shown." };
  const { totals, liveness, graph } = shown.cost;
  const sign = atLeast(graph.isIncomplete || totals.uncounted > 0);
  const uncompressed = uncompressedCost(shown.cost);
  const bounds = boundsOf(shown);
  const before = (now: number, then: number, format: (value: number) => string) =>
    now === then ? "" : `; ${format(then)} without annotations`;
  const rows = [
    ["params", formatExact(totals.params), `every learned number once${rangeText(bounds, "params", formatCount)}`],
    [
      "MACs",
      formatExact(totals.macs),
      `${graph.countsPaper ? "transposed convolutions by output position" : "multiply-accumulates of one run"}${rangeText(bounds, "macs", formatCount)}`,
    ],
    ["FLOPs", formatExact(totals.flops), `2 × MACs + other arithmetic${rangeText(bounds, "flops", formatCount)}`],
    [
      "peak",
      formatBytes(liveness.peakBytes),
      `activations alive at once, weights not included${before(liveness.peakBytes, uncompressed.liveness.peakBytes, formatBytes)}${rangeText(bounds, "peak", formatBytes)}`,
    ],
    [
      "size",
      formatBytes(totals.sizeBytes),
      `weights and statistics as stored${before(totals.sizeBytes, uncompressed.totals.sizeBytes, formatBytes)}${rangeText(bounds, "size", formatBytes)}`,
    ],
  ];
  const table = rows.map(([name, value, note]) => `| ${name} | ${sign}${value} | ${note} |`).join("\n");
  const weights = shown.weights === "random" ? "with random weights" : `with weights from \`${shown.weights}\``;
  const dims = graph.dims.map(({ name, sample }) => `\`${name}\` = ${sample}`).join(", ");
  const tooltip = [
    `**${shown.name}**${dims === "" ? "" : ` at ${dims}`} — counted, ${weights}`,
    "",
    `| | | |\n|:--|--:|:--|\n${table}`,
    "",
    `Behind the lines: ${figureNames[figure]}.`,
  ].join("\n");
  const net = shown.kind === "net" ? { net: shown.name } : {};
  const chosen = target === undefined ? {} : { target };
  return { ...base, ...net, ...chosen, text: `${shown.name} · ${figureOfNet(figure, shown)}`, tooltip };
}

/** The devices that the shown net declares, or has budgets or policies for, in order. */
function targetsOf({ shown: [shown] }: Analysis): readonly string[] {
  if (shown === undefined) return [];
  const { targets, budgets, policyTargets } = shown.elaborated.declared;
  return [
    ...new Set([
      ...targets.map(({ name }) => name),
      ...budgets.flatMap(({ target }) => target ?? []),
      ...policyTargets,
    ]),
  ];
}
