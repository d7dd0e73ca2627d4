/** Limits of a budget: metrics with today's figure, and a limit just above it. */
import { exampleLimit, type Metric, metrics, metricsByName, type NetCost, suffixes } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { type Cursor, contextOf, entryOf } from "../cursor.ts";
import { asSnippet, keyword, netAround, type Place, ranked, replacing } from "./place.ts";

export const budgets: Place = (cursor) => {
  if (contextOf(cursor.statement) !== "budget" || cursor.kind === "string") return undefined;
  const entry = entryOf(cursor.statement);
  const metric = metricsByName.get(entry[0]?.text ?? "");
  const cost = netAround(cursor)?.cost;
  if (cursor.kind === "number") return unitItems(cursor, metric);
  if (entry.length === 0)
    return ranked(
      0,
      metrics.map((each) => metricItem(each, cost)),
    );
  if (metric === undefined) return [];
  if (entry.length === 1) return [keyword(signOf(metric))];
  const limit = limitText(metric, cost);
  return entry.length === 2 ? [{ label: limit, kind: CompletionItemKind.Value, detail: todayText(metric, cost) }] : [];
};

function metricItem(metric: Metric, cost: NetCost | undefined): CompletionItem {
  return {
    label: metric.name,
    kind: CompletionItemKind.Unit,
    detail: todayText(metric, cost),
    documentation: metric.doc,
    ...asSnippet(`${metric.name} ${signOf(metric)} \${1:${limitText(metric, cost)}}`),
  };
}

function signOf({ direction }: Metric): string {
  return direction === "at most" ? "<=" : ">=";
}

function todayText(metric: Metric, cost: NetCost | undefined): string {
  const value = cost === undefined ? undefined : metric.of?.(cost);
  return value === undefined ? "not known yet" : `today ${metric.format(value)}`;
}

/** Today's figure, rounded up to two digits: `3.6M` for 3,504,872. */
function limitText(metric: Metric, cost: NetCost | undefined): string {
  const value = cost === undefined ? undefined : metric.of?.(cost);
  if (value === undefined || !Number.isFinite(value) || value <= 0) return exampleLimit(metric);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  const rounded = Math.ceil(value / step) * step;
  const scale = [1e9, 1e6, 1e3].find((factor) => rounded >= factor) ?? 1;
  const isBytes = metric.unit === "bytes";
  const sign = { 1e9: "G", 1e6: "M", 1e3: isBytes ? "K" : "k", 1: "" }[scale] ?? "";
  return `${Number((rounded / scale).toPrecision(3))}${sign}${isBytes ? "B" : ""}`;
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
