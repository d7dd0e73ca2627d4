/** One figure behind each line: what its last stage gives and what the line costs, over all its instances. */

import type { Analysis, LineCost, ShownNet } from "@lathe/engine";
import type { Figure } from "@lathe/protocol";
import { type InlayHint, InlayHintKind, type Range } from "vscode-languageserver";
import { endOfTokens } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { figureOfLine, shortShape, shownFigure } from "../figure.ts";
import { noteOf, shownTarget } from "../latency.ts";

export function inlayHints(analysis: Analysis, range: Range, figure: Figure, maximumLength: number): InlayHint[] {
  const { lines } = analysis.module.file;
  const hints: InlayHint[] = [];
  const last = Math.min(range.end.line, lines.lines.length - 1);
  for (let line = range.start.line; line <= last; line++) {
    const entry = analysis.lines.get(line);
    const label = entry === undefined ? undefined : hintText(entry, figure, maximumLength);
    if (label === undefined) continue;
    hints.push({ position: endOfTokens(lines, line), label, kind: InlayHintKind.Type, paddingLeft: true });
  }
  return hints;
}

/**
 * `64×112×112 · 118 M MACs`; `×16 Σ 938 M MACs` where the line stands for several instances. The line at which the most
 * memory is alive says `peak`.
 */
export function hintText(
  { cost, of }: { readonly cost: LineCost; readonly of: ShownNet },
  chosen: Figure,
  maximumLength: number,
): string | undefined {
  const figure = shownFigure(chosen, of);
  const shape = shortShape(cost.result);
  const amount = totalText(cost, of, figure) ?? (figure === "latency" ? untimed(cost, of) : undefined);
  const parts = [shape, amount, cost.isPeak ? "peak" : undefined].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const text = parts.join(" · ");
  // The figure says more than the shape: it is the last to go.
  const short = text.length <= maximumLength ? text : (amount ?? text);
  return short.length <= maximumLength ? short : `${short.slice(0, Math.max(0, maximumLength - 1))}…`;
}

/** Where the work of a line is done that takes no time of its own. */
function untimed({ ops }: LineCost, of: ShownNet): string | undefined {
  const target = shownTarget(of);
  return target === undefined ? undefined : noteOf(target.on, ops);
}

function totalText(cost: LineCost, of: ShownNet, figure: Figure): string | undefined {
  const amount = figureOfLine(figure, cost, of);
  if (amount === undefined || cost.count === 1) return amount;
  return `×${cost.count} ${isSum(figure) ? "Σ" : "max"} ${amount}`;
}

/** Memory is the most of any instance; everything else adds up. */
function isSum(figure: Figure): boolean {
  return figure !== "memory";
}

export const inlayHintsFeature: Feature = {
  name: "inlay hints",
  capabilities: { inlayHintProvider: true },
  attach(connection, host) {
    connection.languages.inlayHint.on(({ textDocument: { uri }, range }) => {
      const { enabled, maximumLength } = host.settings.hints;
      if (!enabled) return [];
      return host.unlessOvertaken(uri, () =>
        host.answer("inlay hints", uri, [], (analysis) => inlayHints(analysis, range, host.figure, maximumLength)),
      );
    });
  },
};
