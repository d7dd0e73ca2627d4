/** One figure behind each line: what its last stage gives and what the line costs, over all its instances. */
import type { Analysis, LineCost } from "@lathe/engine";
import type { Figure } from "@lathe/protocol";
import { type InlayHint, InlayHintKind, type Range } from "vscode-languageserver";
import { endOfTokens } from "../convert.ts";
import { figureOfLine, shortShape } from "../figure.ts";

export function inlayHints(analysis: Analysis, range: Range, figure: Figure, maximumLength: number): InlayHint[] {
  const { lines } = analysis.module.file;
  const hints: InlayHint[] = [];
  for (let line = range.start.line; line <= Math.min(range.end.line, lines.lines.length - 1); line++) {
    const entry = analysis.lines.get(line);
    const label = entry === undefined ? undefined : hintText(entry.cost, figure, maximumLength);
    if (label === undefined) continue;
    hints.push({ position: endOfTokens(lines, line), label, kind: InlayHintKind.Type, paddingLeft: true });
  }
  return hints;
}

/** `64×112×112 · 118 M MACs`; `×16 Σ 938 M MACs` where the line stands for several instances. */
export function hintText(cost: LineCost, figure: Figure, maximumLength: number): string | undefined {
  const shape = shortShape(cost.result);
  const amount = figureOfLine(figure, cost);
  const times = cost.count > 1 ? `×${cost.count}` : undefined;
  const total =
    amount === undefined
      ? times
      : times === undefined
        ? amount
        : isSum(figure)
          ? `${times} Σ ${amount}`
          : `${times} max ${amount}`;
  const parts = [shape, total].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const text = parts.join(" · ");
  // The figure says more than the shape: it is the last to go.
  if (text.length <= maximumLength) return text;
  const short = total ?? shape ?? "";
  return short.length <= maximumLength ? short : `${short.slice(0, Math.max(0, maximumLength - 1))}…`;
}

/** Memory is the most of any instance; everything else adds up. */
function isSum(figure: Figure): boolean {
  return figure !== "memory";
}
