/** Totals above every net, and above every block for all its calls in the shown net. */

import {
  type Analysis,
  type Bounds,
  type Declaration,
  type Figures,
  formatBytes,
  formatCount,
  instanceFigures,
  isRefusal,
  opsWithin,
  type ShownNet,
  spanOf,
  sumFigures,
  uncompressedCost,
} from "@lathe/engine";
import {
  type ExportArguments,
  exportCommand,
  type Figure,
  type PickInstanceArguments,
  pickInstanceCommand,
  type ShowTargetArguments,
  showTargetCommand,
} from "@lathe/protocol";
import type { CodeLens } from "vscode-languageserver";
import { atLeast } from "../atLeast.ts";
import { toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { type KnownBounds, rangeText } from "../figure.ts";
import { moreTargets, opsText, targetsOf, targetTitle } from "../latency.ts";

/** `instances`: which instance of each block is shown; undefined where the client knows no commands of ours. */
export function codeLenses(
  analysis: Analysis,
  boundsOf: KnownBounds = () => undefined,
  instances?: ReadonlyMap<string, string>,
  figure?: Figure,
): CodeLens[] {
  return [...analysis.module.declarations.values()].flatMap((declaration) => {
    const title = titleOf(analysis, declaration, boundsOf);
    if (title === undefined) return [];
    const { lines } = analysis.module.file;
    const range = toRange(lines, spanOf(lines, declaration.place.chunk, { first: 0, last: 0 }));
    const times = targetLenses(analysis, declaration, instances !== undefined, figure);
    const more =
      instances === undefined ? [] : [pickLens(analysis, declaration, instances), exportLens(analysis, declaration)];
    // A command without an id is text: VS Code draws a lens only where there is a command.
    return [{ title, command: "" }, ...times, ...more].flatMap((command) =>
      command === undefined ? [] : [{ range, command }],
    );
  });
}

/** What the net takes on each of its targets; a click shows this target's times behind the lines. */
function targetLenses(
  analysis: Analysis,
  declaration: Declaration,
  hasCommands: boolean,
  figure: Figure | undefined,
): readonly CodeLens["command"][] {
  const shown = netOf(analysis, declaration);
  if (shown === undefined) return [];
  const more = moreTargets(shown);
  const lenses = targetsOf(shown).map((each) => {
    const title = targetTitle(each);
    if (!hasCommands) return { title, command: "" };
    const isShown = figure === "latency" && each.name === shown.target;
    const argument: ShowTargetArguments = { uri: analysis.uri, target: each.name };
    return { title: isShown ? `${title} · shown` : title, command: showTargetCommand, arguments: [argument] };
  });
  return more === undefined ? lenses : [...lenses, { title: more, command: "" }];
}

function netOf(analysis: Analysis, { kind, name }: Declaration): ShownNet | undefined {
  if (kind !== "net" && kind !== "variant") return undefined;
  return analysis.shown.find((each) => each.kind === "net" && each.name === name);
}

/** More instances than these are not offered one by one. */
const maximumInstances = 500;

/** "shown for layer2[0] of resnet50": picks the instance whose figures stand behind the block's lines. */
function pickLens(
  analysis: Analysis,
  declaration: Declaration,
  instances: ReadonlyMap<string, string>,
): CodeLens["command"] {
  const found = instancesOf(analysis, declaration);
  if (found === undefined || found.indices.length < 2 || found.indices.length > maximumInstances) return undefined;
  const { graph } = found.shown.cost;
  const paths = found.indices.flatMap((index) => graph.instances[index]?.path ?? []);
  const path = instances.get(declaration.name);
  const shown = path !== undefined && paths.includes(path) ? path : null;
  const title = shown === null ? `shown for all ${paths.length}` : `shown for ${shown} of ${found.shown.name}`;
  const argument: PickInstanceArguments = {
    uri: analysis.uri,
    block: declaration.name,
    net: found.shown.name,
    shown,
    paths,
  };
  return { title, command: pickInstanceCommand, arguments: [argument] };
}

/** Of a net that could be written as it stands. */
function exportLens(analysis: Analysis, declaration: Declaration): CodeLens["command"] {
  const shown = netOf(analysis, declaration);
  if (shown === undefined || shown.cost.graph.isIncomplete) return undefined;
  const argument: ExportArguments = { uri: analysis.uri, net: shown.name };
  return { title: "export to ONNX", command: exportCommand, arguments: [argument] };
}

function titleOf(analysis: Analysis, declaration: Declaration, boundsOf: KnownBounds): string | undefined {
  const shown = netOf(analysis, declaration);
  if (shown !== undefined) return netTitle(shown, boundsOf(shown));
  return declaration.kind === "block" ? blockTitle(analysis, declaration) : undefined;
}

/** `25.6 M params · 4.09 G MACs · peak 7.23 MB at layer1[0].down · 102 MB stored` */
export function netTitle({ cost }: ShownNet, bounds?: Bounds): string {
  const { totals, graph, liveness } = cost;
  const uncompressed = uncompressedCost(cost);
  const peakPath = liveness.peakOp === undefined ? undefined : graph.ops[liveness.peakOp]?.path;
  const peak = `peak ${atLeast(graph.isIncomplete || liveness.isPartial)}${formatBytes(liveness.peakBytes)}`;
  const [params, macs] = counts(totals, graph.isIncomplete);
  const before = uncompressed.totals.sizeBytes;
  const stored = `${formatBytes(totals.sizeBytes)} stored`;
  return [
    `${params}${rangeText(bounds, "params", formatCount)}`,
    `${macs}${rangeText(bounds, "macs", formatCount)}`,
    `${peakPath === undefined ? peak : `${peak} at ${peakPath}`}${rangeText(bounds, "peak", formatBytes)}`,
    before === totals.sizeBytes ? stored : `${stored} (${formatBytes(before)} without annotations)`,
    ...(graph.choices.length === 0
      ? []
      : [`${graph.choices.length} ${graph.choices.length === 1 ? "choice" : "choices"}`]),
  ].join(" · ");
}

function blockTitle(analysis: Analysis, declaration: Declaration): string | undefined {
  const found = instancesOf(analysis, declaration);
  if (found === undefined) return undefined;
  const { shown, indices } = found;
  const figures = sumFigures(indices.map((index) => instanceFigures(shown.cost, index)));
  const where = shown.kind === "example" ? "in its example" : `×${indices.length} in ${shown.name}`;
  const ops = opsWithin(shown.cost.graph, indices);
  const times = targetsOf(shown).flatMap(({ name, on }) => {
    const time = isRefusal(on.latency) ? undefined : opsText(on, ops);
    return time === undefined ? [] : [`${name} ${time}`];
  });
  return [where, ...counts(figures, hasError(analysis, declaration)), ...times].join(" · ");
}

/** The instances of a block in the first shown net that has any. */
function instancesOf(
  analysis: Analysis,
  declaration: Declaration,
): { readonly shown: ShownNet; readonly indices: readonly number[] } | undefined {
  if (declaration.kind !== "block") return undefined;
  for (const shown of analysis.shown) {
    const indices = shown.cost.graph.instances.flatMap((instance, index) =>
      instance.kind === "block" &&
      instance.declaration?.uri === analysis.uri &&
      instance.declaration.chunk === declaration.place.chunk
        ? [index]
        : [],
    );
    if (indices.length > 0) return { shown, indices };
  }
  return undefined;
}

/** Whether something in a declaration could not be understood; errors elsewhere do not touch its total. */
function hasError({ reports }: Analysis, { place, statement }: Declaration): boolean {
  const whole = spanOf(place.lines, place.chunk, statement.at);
  return reports.some(
    ({ severity, span }) => severity === "error" && whole.start <= span.start && span.end <= whole.end,
  );
}

function counts(figures: Figures, isIncomplete: boolean): readonly [params: string, macs: string] {
  const sign = atLeast(isIncomplete || figures.uncounted > 0);
  return [`${sign}${formatCount(figures.params)} params`, `${sign}${formatCount(figures.macs)} MACs`];
}

export const codeLensFeature: Feature = {
  name: "code lenses",
  capabilities: { codeLensProvider: {} },
  attach(connection, host) {
    connection.onCodeLens(({ textDocument: { uri } }) => {
      if (!host.settings.codeLens.enabled) return [];
      const instances = host.hasCommands ? host.instancesOf(uri) : undefined;
      return host.unlessOvertaken(uri, () =>
        host.answer("code lenses", uri, [], (analysis) =>
          codeLenses(analysis, (shown) => host.boundsOf(shown), instances, host.figure),
        ),
      );
    });
  },
};
