/** What the status bar says of a document. */
import {
  type Analysis,
  formatBytes,
  formatCount,
  formatExact,
  isRefusal,
  targetText,
  uncompressedCost,
} from "@lathe/engine";
import type { Figure, StatusParams } from "@lathe/protocol";
import { atLeast } from "../atLeast.ts";
import { figureNames, figureOfNet, type KnownBounds, rangeText, shownFigure } from "../figure.ts";
import { basisOf, rangeOf, targetsOf, totalText } from "../latency.ts";

export function status(
  analysis: Analysis,
  version: number,
  chosen: Figure,
  { boundsOf = () => undefined, target }: { boundsOf?: KnownBounds; target?: string | undefined } = {},
): StatusParams {
  const [shown] = analysis.shown;
  const figure = shownFigure(chosen, shown);
  const base = { uri: analysis.uri, version, figure, nets: analysis.nets, targets: namedTargets(analysis) };
  if (shown === undefined)
    return { ...base, text: figureNames[figure], tooltip: "This file has no net whose cost could be shown." };
  const { totals, liveness, graph } = shown.cost;
  const sign = atLeast(graph.isIncomplete || totals.uncounted > 0);
  const uncompressed = uncompressedCost(shown.cost);
  const bounds = boundsOf(shown);
  const times: string[] = [];
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
  for (const { name, on } of targetsOf(shown)) {
    const { latency, estimate } = on;
    const note = isRefusal(latency) ? latency.message : `nine of ten nets: ${rangeOf(estimate)}; ${basisOf(on)}`;
    times.push(`| ${name} | ${totalText(on)} | ${note} |`);
  }
  const table = rows.map(([name, value, note]) => `| ${name} | ${sign}${value} | ${note} |`);
  const weights = shown.weights === "random" ? "with random weights" : `with weights from \`${shown.weights}\``;
  const dims = graph.dims.map(({ name, sample }) => `\`${name}\` = ${sample}`).join(", ");
  const tooltip = [
    `**${shown.name}**${dims === "" ? "" : ` at ${dims}`} — counted, ${weights}`,
    "",
    `| | | |\n|:--|--:|:--|\n${[...table, ...times].join("\n")}`,
    "",
    `Behind the lines: ${figureNames[figure]}${figure === "latency" ? ` on ${shown.target}` : ""}.`,
  ].join("\n");
  const net = shown.kind === "net" ? { net: shown.name } : {};
  const targets = {
    ...(target !== undefined && { target }),
    ...(shown.target !== undefined && { shownTarget: shown.target }),
  };
  return { ...base, ...net, ...targets, text: `${shown.name} · ${figureOfNet(figure, shown)}`, tooltip };
}

/** The targets that the shown net declares, as they are written, and other devices that it has budgets or policies for. */
function namedTargets({ shown: [shown] }: Analysis): readonly string[] {
  if (shown === undefined) return [];
  const { targets, budgets, policyTargets } = shown.elaborated.declared;
  const declared = new Set(targets.map(({ name }) => name));
  const others = [...budgets.flatMap(({ target }) => target ?? []), ...policyTargets];
  return [
    ...new Set([
      ...targets.map(({ name, settings }) => targetText(name, settings)),
      ...others.filter((name) => !declared.has(name)),
    ]),
  ];
}
