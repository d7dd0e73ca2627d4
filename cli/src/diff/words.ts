/** What text and Markdown say of a difference in the same words. */
import {
  bandText,
  formatBytes,
  formatCount,
  formatDim,
  formatExact,
  formatMilliseconds,
  isRefusal,
  type Layer,
  type LayerAmountName,
  type LayerDiff,
  type LayerStatus,
  type NetCost,
  type TensorType,
  type TotalDiff,
  type TotalName,
} from "@lathe/engine";
import { exactBytes } from "../output.ts";
import { countsOf, type NetComparison, type Side } from "./comparison.ts";
import {
  type ComparedMetric,
  type FigureDiff,
  layerLatency,
  type RowStatus,
  rowStatus,
  type TargetDiff,
} from "./onTargets.ts";

interface Unit {
  readonly label: string;
  readonly short: (value: number) => string;
  readonly exact: (value: number) => string;
}

const count = (label: string): Unit => ({ label, short: formatCount, exact: formatExact });
const bytes = (label: string): Unit => ({ label, short: formatBytes, exact: exactBytes });

const totalUnits: Readonly<Record<TotalName, Unit>> = {
  params: count("params"),
  macs: count("MACs"),
  flops: count("FLOPs"),
  weightBytes: bytes("weights"),
  sizeBytes: bytes("size"),
  peakBytes: bytes("peak"),
};

/** The amounts of a layer that have a column, where some layer has a difference there. */
const layerUnits = {
  macs: count("MACs"),
  flops: count("FLOPs"),
  params: count("params"),
  sizeBytes: bytes("size"),
} satisfies Partial<Record<LayerAmountName, Unit>>;

/** `+10,488`, `−3`, `?`, and nothing where nothing changed. */
function signed(delta: number | undefined, format: (value: number) => string): string {
  if (delta === undefined) return "?";
  return delta === 0 ? "" : `${delta < 0 ? "−" : "+"}${format(Math.abs(delta))}`;
}

type Amounts = Pick<TotalDiff, "before" | "after" | "delta">;

/** `+12.3 %`, `−0.018 %`, `< 0.001 %`; of a net that had none of it there is no share. */
function percent({ before, after, delta }: Amounts): string | undefined {
  if (delta === undefined || after === undefined || before === undefined || before === 0) return undefined;
  const share = (100 * Math.abs(delta)) / before;
  if (share < 0.001) return "< 0.001 %";
  const digits =
    share >= 99.95 ? formatExact(Math.round(share)) : share >= 0.95 ? share.toFixed(1) : share.toPrecision(2);
  return `${delta < 0 ? "−" : "+"}${digits} %`;
}

function changeText(total: Amounts, format: (value: number) => string): string {
  if (total.delta === 0) return "same";
  const share = percent(total);
  return signed(total.delta, format) + (share === undefined ? "" : ` (${share})`);
}

/** "At least", where something in the net is not known. */
function atLeast(cost: NetCost | undefined, name: TotalName): string {
  if (cost === undefined) return "";
  const isPartial = name === "peakBytes" ? cost.liveness.isPartial : cost.totals.uncounted > 0;
  return isPartial || cost.graph.isIncomplete ? "≥ " : "";
}

export interface TotalRow {
  readonly label: string;
  /** The target that it holds on, as it is written; undefined where it holds everywhere. */
  readonly target?: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
}

/** A net's totals, to the unit. */
export function totalRows({ diff }: NetComparison): readonly TotalRow[] {
  return diff.totals.map((total) => {
    const { label, exact } = totalUnits[total.name];
    const amount = (cost: NetCost | undefined, value: number | undefined) =>
      value === undefined ? "" : atLeast(cost, total.name) + exact(value);
    return {
      label,
      before: amount(diff.before, total.before),
      after: amount(diff.after, total.after),
      change: changeText(total, exact),
    };
  });
}

/** What each target makes of a net. */
export function targetRows({ targets }: NetComparison): readonly TotalRow[] {
  return targets.flatMap(({ name, figures }) => figures.flatMap((figure) => figureRow(name, figure)));
}

const exactFigure: Readonly<Partial<Record<ComparedMetric, (value: number) => string>>> = { arena: exactBytes };

/** Nothing where no version has the figure: a note says why. */
function figureRow(target: string, figure: FigureDiff): readonly TotalRow[] {
  const { name, metric, before, after } = figure;
  const format = exactFigure[name] ?? metric.format;
  if (!isKnown(before) && !isKnown(after)) return [];
  const text = (of: FigureDiff["before"]) =>
    of === undefined ? "" : isRefusal(of) ? "not known" : `${of.isAtLeast ? "≥ " : ""}${format(of.value)}`;
  return [
    { label: name, target, before: text(before), after: text(after), change: changeText(amounts(figure), format) },
  ];
}

function isKnown(figure: FigureDiff["before"]): boolean {
  return figure !== undefined && !isRefusal(figure);
}

function amounts({ before, after, delta }: FigureDiff): Amounts {
  const of = (figure: FigureDiff["before"]) => (figure === undefined || isRefusal(figure) ? undefined : figure.value);
  return { before: of(before), after: of(after), delta };
}

export interface TargetNote {
  readonly target: string;
  /** `17.6–19.5 ms before, 15.4–17.0 ms after: fitted, xnnpack, fp32, 1 thread`. */
  readonly text: string;
}

/** How sure the latency on each target is, and what it rests on; or why it is not known. */
export function targetNotes({ targets }: NetComparison): readonly TargetNote[] {
  return targets.flatMap(({ name: target, figures }) => {
    const figure = figures.find(({ name }) => name === "latency");
    return figure === undefined ? [] : [{ target, text: latencyNote(figure) }];
  });
}

function latencyNote({ metric, before, after }: FigureDiff): string {
  const reasons = [before, after].flatMap((figure) => (isRefusal(figure) ? [figure.message] : []));
  if (!isKnown(before) && !isKnown(after)) return `latency is not known: ${[...new Set(reasons)].join("; ")}`;
  const sides = [
    { when: "before", figure: before },
    { when: "after", figure: after },
  ].flatMap(({ when, figure }) => (figure === undefined ? [] : [{ when, figure }]));
  const bands = sides.map(({ when, figure }) => {
    if (isRefusal(figure)) return `${when} not known, because ${figure.message}`;
    return figure.band === undefined ? when : `${bandText(metric, figure.band)} ${when}`;
  });
  const bases = sides.flatMap(({ when, figure }) =>
    isRefusal(figure) || figure.basis === undefined ? [] : [{ when, basis: figure.basis }],
  );
  const [first] = bases;
  const areEqual = bases.every(({ basis }) => basis === first?.basis);
  const basis = areEqual ? (first?.basis ?? "") : bases.map((each) => `${each.when} ${each.basis}`).join("; ");
  return basis === "" ? bands.join(", ") : `${bands.join(", ")}: ${basis}`;
}

/** The totals that stand for a net in a row of nets. */
const overviewNames: readonly TotalName[] = ["params", "macs", "sizeBytes", "peakBytes"];
export const overviewLabels = overviewNames.map((name) => totalUnits[name].label);

/** Targets of any of some nets: each has a column with the latency there. */
export function overviewTargets(nets: readonly NetComparison[]): readonly string[] {
  return [...new Set(nets.flatMap(({ targets }) => targets.map(({ name }) => name)))];
}

/** A net's totals in short, and its latency on some targets, each with the share that it changed by. */
export function overviewCells(net: NetComparison, targets: readonly string[]): readonly string[] {
  const { diff, status } = net;
  const totals = overviewNames.map((name) => {
    const total = diff.totals.find((candidate) => candidate.name === name);
    const { short } = totalUnits[name];
    const value = total?.after ?? total?.before;
    if (total === undefined || value === undefined) return "";
    const isChanged = status === "changed" && total.delta !== 0;
    const change = isChanged ? ` (${percent(total) ?? signed(total.delta, short)})` : "";
    return atLeast(diff.after ?? diff.before, name) + short(value) + change;
  });
  return [...totals, ...targets.map((name) => overviewLatency(net, name))];
}

function overviewLatency({ targets, status }: NetComparison, name: string): string {
  const figure = targets.find((target) => target.name === name)?.figures.find((each) => each.name === "latency");
  const shown = figure?.after ?? figure?.before;
  if (figure === undefined || shown === undefined) return "";
  if (isRefusal(shown)) return "?";
  const { format } = figure.metric;
  const isChanged = status === "changed" && figure.delta !== 0;
  const change = isChanged ? ` (${percent(amounts(figure)) ?? signed(figure.delta, format)})` : "";
  return (shown.isAtLeast ? "≥ " : "") + format(shown.value) + change;
}

/** Where the most is alive. */
export function peakPath(cost: NetCost | undefined): string {
  const at = cost?.liveness.peakOp;
  return (at === undefined ? undefined : cost?.graph.ops[at]?.path) ?? "";
}

/** Circumstances that make two versions differ beyond their layers. */
export function circumstances({ before, after }: NetComparison): readonly string[] {
  if (before.net === undefined || after.net === undefined) return [];
  const notes: string[] = [];
  if (dimsText(before) !== dimsText(after)) notes.push(`before ${dimsText(before)}, after ${dimsText(after)}`);
  if (countingText(before) !== countingText(after)) {
    notes.push(`transposed convolutions count by ${countingText(before)} before, by ${countingText(after)} after`);
  }
  return notes;
}

function dimsText({ net }: Side): string {
  const dims = net?.cost.graph.dims.map(({ name, sample }) => `${name} = ${sample}`) ?? [];
  return dims.length === 0 ? "without dims" : `at ${dims.join(", ")}`;
}

function countingText({ net }: Side): string {
  return net?.cost.graph.countsPaper === true ? "output" : "input";
}

const statusWords: readonly LayerStatus[] = ["changed", "added", "removed", "moved"];

/** `2 layers changed, 1 added, 60 unchanged`. */
export function countsText({ diff }: NetComparison): string {
  const counts = countsOf(diff);
  const parts = statusWords.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  const [first, ...others] = [...parts, ...(counts.same > 0 ? [`${counts.same} unchanged`] : [])];
  if (first === undefined) return "no layers";
  return [first.replace(/^(\d+)/, (number) => `${number} layer${number === "1" ? "" : "s"}`), ...others].join(", ");
}

/** A layer with a row of its own. */
export interface LayerRow {
  readonly layer: LayerDiff;
  readonly status: RowStatus;
}

/** Added, removed and changed layers, and those that take another time on a target. */
export function layerRows({ diff, targets }: NetComparison): readonly LayerRow[] {
  return diff.layers
    .map((layer) => ({ layer, status: rowStatus(targets, layer) }))
    .filter(({ status }) => status !== "same" && status !== "moved");
}

export interface LayerColumn {
  readonly label: string;
  /** The label is a target, as it is written. */
  readonly isTarget: boolean;
  cell(layer: LayerDiff): string;
}

/** Columns of differences, without those that would stay empty. */
export function layerColumns({ targets }: NetComparison, rows: readonly LayerRow[]): readonly LayerColumn[] {
  const amounts = (["macs", "flops", "params", "sizeBytes"] as const).map((name): LayerColumn => {
    const { label, short } = layerUnits[name];
    return { label, isTarget: false, cell: ({ delta }) => signed(delta[name], short) };
  });
  const all = [...amounts, ...targets.filter(hasLatency).map(latencyColumn)];
  return all.filter(({ cell }) => rows.some(({ layer }) => cell(layer) !== ""));
}

function latencyColumn(target: TargetDiff): LayerColumn {
  return {
    label: target.name,
    isTarget: true,
    cell: (layer) => signed(layerLatency(target, layer).delta, formatMilliseconds),
  };
}

/** Whether the latency of some version is known; else every layer's is not. */
export function hasLatency({ figures }: TargetDiff): boolean {
  return figures.some(({ name, before, after }) => name === "latency" && (isKnown(before) || isKnown(after)));
}

/** `relu → gelu`. */
export function operatorText({ before, after }: LayerDiff): string {
  return fromTo(before?.operator, after?.operator);
}

/** `N×64×56×56 → N×128×56×56`; with element types where these differ. */
export function resultText({ before, after }: LayerDiff): string {
  const isRetyped = before?.output !== undefined && after?.output !== undefined;
  const withType = isRetyped && before.output.dtype !== after.output.dtype;
  const text = (layer: Layer | undefined) =>
    layer?.output === undefined ? undefined : shapeText(layer.output, withType);
  return fromTo(text(before), text(after));
}

function shapeText({ shape, dtype }: TensorType, withType: boolean): string {
  const extents = shape?.map(formatDim).join("×") ?? "?";
  return withType ? `${dtype} ${extents}` : extents;
}

function fromTo(before: string | undefined, after: string | undefined): string {
  return before === undefined || after === undefined || before === after
    ? (after ?? before ?? "")
    : `${before} → ${after}`;
}

/** What is written otherwise: `kernel 3 → 5, + @int8`. */
export function writtenText({ status, before, after, parameters }: LayerDiff): string {
  if (status !== "changed") return "";
  const [from, to] = [before?.annotations ?? [], after?.annotations ?? []];
  return [
    ...parameters.map(({ name, before: old, after: now }) => `${name} ${shortened(old)} → ${shortened(now)}`),
    ...to.filter((name) => !from.includes(name)).map((name) => `+ ${name}`),
    ...from.filter((name) => !to.includes(name)).map((name) => `− ${name}`),
  ].join(", ");
}

/** Lists of constants may be long. */
function shortened(text: string): string {
  return text.length <= 32 ? text : `${text.slice(0, 31)}…`;
}
