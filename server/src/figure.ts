/** The one figure that is shown, as text. */
import {
  type Bounds,
  type Figures,
  formatBytes,
  formatCount,
  formatDim,
  type LineCost,
  type ShownNet,
  type TensorType,
} from "@lathe/engine";
import type { Figure } from "@lathe/protocol";
import { atLeast } from "./atLeast.ts";
import { opsText, shownTarget, targetsOf, totalText } from "./latency.ts";

/** What each figure is called in menus and the status bar. */
export const figureNames: Readonly<Record<Figure, string>> = {
  macs: "MACs",
  latency: "latency",
  params: "params",
  flops: "FLOPs",
  weights: "weights",
  activations: "activations",
  memory: "memory",
};

/** What is shown of a net for a figure that is chosen: latency takes a target. */
export function shownFigure(figure: Figure, shown: ShownNet | undefined): Figure {
  return figure === "latency" && shown?.target === undefined ? "macs" : figure;
}

/** `118 M MACs`; undefined where there is nothing to say. */
export function figureOfLine(figure: Figure, line: LineCost, of: ShownNet): string | undefined {
  const { figures, ops, resultBytes, liveBytes } = line;
  switch (figure) {
    case "latency": {
      const target = shownTarget(of);
      return target === undefined ? undefined : opsText(target.on, ops);
    }
    case "activations":
      return resultBytes === 0 ? undefined : `${formatBytes(resultBytes)} out`;
    case "memory":
      return liveBytes === 0 ? undefined : `${formatBytes(liveBytes)} live`;
    default:
      return amount(figure, figures);
  }
}

/** `4.09 G MACs` of a whole net. */
export function figureOfNet(figure: Figure, shown: ShownNet): string {
  const { cost } = shown;
  switch (figure) {
    case "latency": {
      // The one that stands behind the lines comes first.
      const targets = [...targetsOf(shown)].sort((a, b) => rank(a.name) - rank(b.name));
      const texts = targets.map(({ name, on }) => `${name} ${totalText(on)}`);
      return texts.length === 0 ? "latency not known" : texts.join(" · ");
    }
    case "activations":
    case "memory":
      return `peak ${atLeast(cost.graph.isIncomplete || cost.liveness.isPartial)}${formatBytes(cost.liveness.peakBytes)}`;
    default:
      return amount(figure, cost.totals, cost.graph.isIncomplete) ?? `0 ${figureNames[figure]}`;
  }

  function rank(name: string): number {
    return name === shown.target ? 0 : 1;
  }
}

function amount(
  figure: "macs" | "params" | "flops" | "weights",
  figures: Figures,
  isIncomplete = false,
): string | undefined {
  const value = { macs: figures.macs, params: figures.params, flops: figures.flops, weights: figures.weightBytes }[
    figure
  ];
  const isPartial = isIncomplete || figures.uncounted > 0;
  if (value === 0 && !isPartial) return undefined;
  const text = figure === "weights" ? formatBytes(value) : formatCount(value);
  return `${atLeast(isPartial)}${text} ${figureNames[figure]}`;
}

/** `64×112×112`: a result's shape without its batch, as it stands behind a line. */
export function shortShape(type: TensorType | undefined): string | undefined {
  if (type?.shape === undefined) return undefined;
  const dims = type.shape.length > 1 ? type.shape.slice(1) : type.shape;
  return dims.length === 0 ? "scalar" : dims.map(formatDim).join("×");
}

/** What is known of the bounds of a net with choices. */
export type KnownBounds = (shown: ShownNet) => Bounds | undefined;

/** ` (3.41 M … 7.66 M)`: what choices picked otherwise may make of a figure. */
export function rangeText(bounds: Bounds | undefined, metric: string, format: (value: number) => string): string {
  const range = bounds?.ranges.get(metric);
  return range === undefined || range.min === range.max ? "" : ` (${format(range.min)} … ${format(range.max)})`;
}
