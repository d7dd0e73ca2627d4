/** Totals above every net, and above every block for all its calls in the shown net. */
import {
  type Analysis,
  type Declaration,
  type Figures,
  formatBytes,
  formatCount,
  instanceFigures,
  type ShownNet,
  spanOf,
  sumFigures,
} from "@lathe/engine";
import type { CodeLens } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { atLeast } from "../figure.ts";

export function codeLenses(analysis: Analysis): CodeLens[] {
  return [...analysis.module.declarations.values()].flatMap((declaration) => {
    const title = titleOf(analysis, declaration);
    if (title === undefined) return [];
    const { lines } = analysis.module.file;
    const span = spanOf(lines, declaration.place.chunk, { first: 0, last: 0 });
    // A command without an id is text: VS Code draws a lens only where there is a command.
    return [{ range: toRange(lines, span), command: { title, command: "" } }];
  });
}

function titleOf(analysis: Analysis, declaration: Declaration): string | undefined {
  if (declaration.kind === "net" || declaration.kind === "variant") {
    const shown = analysis.shown.find(({ kind, name }) => kind === "net" && name === declaration.name);
    return shown === undefined ? undefined : netTitle(shown);
  }
  return declaration.kind === "block" ? blockTitle(analysis, declaration) : undefined;
}

/** `25.6 M params · 4.09 G MACs · peak 7.23 MB at layer1[0].down · 102 MB of weights` */
export function netTitle({ cost }: ShownNet): string {
  const { totals, graph, liveness } = cost;
  const peakPath = liveness.peakOp === undefined ? undefined : graph.ops[liveness.peakOp]?.path;
  const peak = `peak ${atLeast(graph.isIncomplete || liveness.isPartial)}${formatBytes(liveness.peakBytes)}`;
  return [
    ...counts(totals, graph.isIncomplete),
    peakPath === undefined ? peak : `${peak} at ${peakPath}`,
    `${formatBytes(totals.sizeBytes)} stored`,
  ].join(" · ");
}

function blockTitle(analysis: Analysis, declaration: Declaration): string | undefined {
  for (const shown of analysis.shown) {
    const { instances } = shown.cost.graph;
    const own = instances.flatMap((instance, index) =>
      instance.kind === "block" &&
      instance.declaration?.uri === analysis.uri &&
      instance.declaration.chunk === declaration.place.chunk
        ? [index]
        : [],
    );
    if (own.length === 0) continue;
    const figures = sumFigures(own.map((index) => instanceFigures(shown.cost, index)));
    const where = shown.kind === "example" ? "in its example" : `×${own.length} in ${shown.name}`;
    return [where, ...counts(figures, hasError(analysis, declaration))].join(" · ");
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

function counts(figures: Figures, isIncomplete: boolean): string[] {
  const sign = atLeast(isIncomplete || figures.uncounted > 0);
  return [`${sign}${formatCount(figures.params)} params`, `${sign}${formatCount(figures.macs)} MACs`];
}
