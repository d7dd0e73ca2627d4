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

/** What each figure is called in menus and the status bar. */
export const figureNames: Readonly<Record<Figure, string>> = {
  macs: "MACs",
  params: "params",
  flops: "FLOPs",
  weights: "weights",
  activations: "activations",
  memory: "memory",
};

/** `118 M MACs`; undefined where there is nothing to say. */
export function figureOfLine(figure: Figure, { figures, resultBytes, liveBytes }: LineCost): string | undefined {
  switch (figure) {
    case "activations":
      return resultBytes === 0 ? undefined : `${formatBytes(resultBytes)} out`;
    case "memory":
      return liveBytes === 0 ? undefined : `${formatBytes(liveBytes)} live`;
    default:
      return amount(figure, figures);
  }
}

/** `4.09 G MACs` of a whole net. */
export function figureOfNet(figure: Figure, { cost }: ShownNet): string {
  switch (figure) {
    case "activations":
    case "memory":
      return `peak ${atLeast(cost.graph.isIncomplete || cost.liveness.isPartial)}${formatBytes(cost.liveness.peakBytes)}`;
    default:
      return amount(figure, cost.totals, cost.graph.isIncomplete) ?? `0 ${figureNames[figure]}`;
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

export function atLeast(isPartial: boolean): string {
  return isPartial ? "≥ " : "";
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
