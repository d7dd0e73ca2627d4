/** Limits of a budget: metrics with today's figure, and a limit just above it. */
import { bandText, exampleLimit, isRefusal, type Metric, metrics, metricsByName, suffixes } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { roundedUp } from "../../roundedUp.ts";
import { type Cursor, contextOf, entryOf, type Piece } from "../cursor.ts";
import { asSnippet, keyword, netAround, type Place, ranked, replacing } from "./place.ts";

export const budgets: Place = (cursor) => {
  if (contextOf(cursor.statement) !== "budget" || cursor.kind === "string") return undefined;
  const entry = entryOf(cursor.statement);
  const metric = metricsByName.get(entry[0]?.text ?? "");
  const today = (each: Metric) => todayOf(each, cursor);
  if (cursor.kind === "number") return unitItems(cursor, metric);
  if (entry.length === 0)
    return ranked(
      0,
      metrics.map((each) => metricItem(each, today(each))),
    );
  if (metric === undefined) return [];
  if (entry.length === 1) return [keyword(signOf(metric))];
  if (entry.length > 2) return [];
  const figure = today(metric);
  return [{ label: limitText(metric, figure), kind: CompletionItemKind.Value, detail: todayText(metric, figure) }];
};

/** What a metric is today, and what a limit has to be to be kept for sure: the far end of an estimate's band. */
interface Today {
  readonly value: number;
  readonly band: readonly [low: number, high: number] | undefined;
}

/** On the target that the budget is for, else on the one that is looked at. */
function todayOf(metric: Metric, cursor: Cursor): Today | undefined {
  const shown = netAround(cursor);
  const [first, ...written] = cursor.statement.outer?.pieces ?? [];
  const target = first?.text === "budget" && written.length > 0 ? joined(written) : shown?.target;
  const on = target === undefined ? undefined : shown?.on(target);
  const figure = on === undefined || isRefusal(on) ? undefined : metric.on?.(on);
  if (figure !== undefined && !isRefusal(figure)) return figure;
  const value = shown === undefined ? undefined : metric.of?.(shown.cost);
  return value === undefined ? undefined : { value, band: undefined };
}

/** `pixel4(threads=4)` */
function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

function metricItem(metric: Metric, today: Today | undefined): CompletionItem {
  return {
    label: metric.name,
    kind: CompletionItemKind.Unit,
    detail: todayText(metric, today),
    documentation: metric.doc,
    ...asSnippet(`${metric.name} ${signOf(metric)} \${1:${limitText(metric, today)}}`),
  };
}

function signOf({ direction }: Metric): string {
  return direction === "at most" ? "<=" : ">=";
}

function todayText(metric: Metric, today: Today | undefined): string {
  if (today === undefined)
    return metric.of === undefined && metric.on !== undefined ? "not known here" : "not known yet";
  const band = today.band === undefined ? "" : ` (${bandText(metric, today.band)})`;
  return `today ${metric.format(today.value)}${band}`;
}

/** Today's figure, rounded up to two digits: `3.6M` for 3,504,872, `21ms` for 20.3 ms at most. */
function limitText(metric: Metric, today: Today | undefined): string {
  const value = today?.band?.[1] ?? today?.value;
  if (value === undefined || !Number.isFinite(value) || value <= 0) return exampleLimit(metric);
  // Counts and bytes are whole, however small.
  const isWhole = metric.unit === undefined || metric.unit === "bytes";
  const step = Math.max(isWhole ? 1 : 0, 10 ** (Math.floor(Math.log10(value)) - 1));
  return roundedUp(Math.ceil(value / step) * step, metric.unit) ?? exampleLimit(metric);
}

/** Behind a number: what it may be counted in. */
export const units: Place = (cursor) => (cursor.kind === "number" ? unitItems(cursor, undefined) : undefined);

function unitItems(cursor: Cursor, metric: Metric | undefined): readonly CompletionItem[] {
  const digits = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(cursor.typed)?.[0];
  if (digits === undefined) return [];
  const fits = Object.entries(suffixes).filter(([suffix, { unit }]) =>
    metric === undefined
      ? true
      : metric.name === "accuracy_drop"
        ? suffix === "%"
        : unit === metric.unit && suffix !== "%",
  );
  return ranked(
    0,
    fits.map(([suffix, { factor, unit }]) => ({
      label: `${digits}${suffix}`,
      kind: CompletionItemKind.Unit,
      detail: unit === undefined ? (suffix === "%" ? "per cent" : `times ${factor.toLocaleString("en")}`) : unit,
      ...replacing(cursor, `${digits}${suffix}`),
    })),
  );
}
