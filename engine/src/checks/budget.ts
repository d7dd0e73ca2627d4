import { didYouMean, type FileReport } from "../base/report.ts";
import type { Span } from "../base/span.ts";
import { exampleLimit, type Metric, metrics, metricsByName } from "../cost/metrics.ts";
import type { NetCost } from "../cost/summary.ts";
import { placeOfTensor } from "../graph/graph.ts";
import type { Budget } from "../semantics/declared.ts";
import { reportAt } from "../semantics/module.ts";
import { nearest } from "../semantics/scope.ts";
import { spanOf } from "../syntax/read.ts";
import type { Check } from "./check.ts";

/** How a net keeps one limit of its budgets. */
export interface Verdict {
  readonly budget: Budget;
  readonly metric: Metric;
  readonly limit: number;
  /** Undefined where this version cannot know it. */
  readonly value: number | undefined;
  /** Undefined where that is not certain: the value is not known, or only known to be at least so much. */
  readonly ok: boolean | undefined;
}

/** Judges a limit; undefined where the limit itself makes no sense, which the check reports. */
export function judge(budget: Budget, cost: NetCost): Verdict | undefined {
  const metric = metricsByName.get(budget.metric);
  const { value: limit, unit } = budget.limit;
  if (metric === undefined || unit !== metric.unit || typeof limit !== "number") return undefined;
  if ((budget.operator === "<=") !== (metric.direction === "at most")) return undefined;
  const value = metric.of?.(cost);
  if (value === undefined) return { budget, metric, limit, value, ok: undefined };
  const isKept = budget.operator === "<=" ? value <= limit : value >= limit;
  // What is left out of a figure can only add to it.
  const ok = isKept && isAtLeast(cost) ? undefined : isKept;
  return { budget, metric, limit, value, ok };
}

/** Whether something in the net is not counted, so that every figure is at least what it says. */
export function isAtLeast({ graph, totals, liveness }: NetCost): boolean {
  return graph.isIncomplete || totals.uncounted > 0 || liveness.isPartial;
}

/** Limits that are broken, with the figure, the overshoot and what weighs most; and limits that make no sense. */
export const budget: Check = {
  name: "budget",
  run: ({ elaborated, cost }) => elaborated.declared.budgets.flatMap((entry) => reportsOf(entry, cost)),
};

function reportsOf(entry: Budget, cost: NetCost): readonly FileReport[] {
  const verdict = judge(entry, cost);
  if (verdict === undefined) return [misuse(entry)];
  const { metric, value, limit, ok } = verdict;
  if (value === undefined) {
    const message = `\`${metric.name}\` is not known yet: this limit is neither kept nor broken.`;
    return [reportAt(entry.place, "not-known-yet", message, undefined, "information")];
  }
  if (ok === true) return [];
  if (ok === undefined) {
    const message = `\`${metric.name}\` is at least ${metric.format(value)}: something in the net is not counted, so this limit may be broken.`;
    return [reportAt(entry.place, "budget-uncertain", message, undefined, "information")];
  }
  const sign = isAtLeast(cost) ? "at least " : "";
  const over = limit === 0 ? "" : `, ${percent((value - limit) / limit)} over`;
  const message = `\`${metric.name}\` is ${sign}${metric.format(value)}${over}; the limit is ${metric.format(limit)}.`;
  // On the machine that one works at, a limit is a wish and no promise.
  const severity = entry.target === "host" ? "information" : "error";
  const largest = heaviest(metric, cost, entry.place);
  const report = reportAt(entry.place, "budget-broken", message, heaviestText(metric, largest, value), severity);
  const related = largest.flatMap(({ span, path, amount }) => {
    return span === undefined ? [] : [{ span, message: `\`${path}\`: ${metric.format(amount)}` }];
  });
  return [related.length === 0 ? report : { ...report, related }];
}

/** An op and its part of a figure; of the peak, a tensor that is alive there. */
export interface Share {
  readonly path: string;
  readonly amount: number;
  /** Where it stands in the file of the budget, or the call there that holds it; undefined where there is neither. */
  readonly span: Span | undefined;
}

/** The three that weigh most, the heaviest first: where saving would bring most. `place` is in the file that is looked at. */
export function heaviest(metric: Metric, cost: NetCost, { uri, lines }: Budget["place"]): readonly Share[] {
  const shares = [...(metric.shares?.(cost) ?? [])].filter(({ amount }) => amount > 0);
  const largest = shares.sort((a, b) => b.amount - a.amount).slice(0, 3);
  return largest.map(({ path, amount }) => {
    const site = placeOfTensor(cost.graph, path, uri);
    return { path, amount, span: site === undefined ? undefined : spanOf(lines, site.chunk, site.at) };
  });
}

/** "Heaviest: `classifier` 1.28 M (26 %), …" */
function heaviestText(metric: Metric, largest: readonly Share[], value: number): string | undefined {
  if (largest.length === 0) return undefined;
  const list = largest.map(({ path, amount }) => `\`${path}\` ${metric.format(amount)} (${percent(amount / value)})`);
  return `${metric.name === "peak" ? "Alive there" : "Heaviest"}: ${list.join(", ")}.`;
}

function percent(share: number): string {
  if (!Number.isFinite(share)) return "far";
  const value = share * 100;
  return `${value >= 10 ? Math.round(value) : value >= 0.1 ? value.toFixed(1) : "less than 0.1"} %`;
}

/** An unknown metric, a wrong unit, or a limit from the wrong side. */
function misuse({ metric: name, metricPlace, place, limit, operator }: Budget): FileReport {
  const metric = metricsByName.get(name);
  if (metric === undefined) {
    const names = metrics.map((known) => known.name);
    const suggestion = nearest(name, names);
    const help = suggestion === undefined ? `There are ${names.join(", ")}.` : didYouMean(suggestion);
    return reportAt(metricPlace, "unknown-metric", `There is no metric \`${name}\`.`, help);
  }
  if (limit.unit !== metric.unit) {
    const what = metric.unit === undefined ? "a plain number" : `a quantity in ${metric.unit}`;
    const given = limit.unit === undefined ? "a plain number" : `in ${limit.unit}`;
    const sign = metric.direction === "at most" ? "<=" : ">=";
    const message = `\`${name}\` is ${what}; this limit is ${given}.`;
    return reportAt(place, "wrong-unit", message, `Write \`${name} ${sign} ${exampleLimit(metric)}\`.`);
  }
  const wanted = operator === "<=" ? ">=" : "<=";
  const message = `Of \`${name}\` ${metric.direction === "at most" ? "less" : "more"} is better, so it is limited with \`${wanted}\`.`;
  return reportAt(place, "wrong-side", message, `Write \`${name} ${wanted} …\`.`);
}
