import { didYouMean, type FileReport } from "../base/report.ts";
import { exampleLimit, type Metric, metrics, metricsByName } from "../cost/metrics.ts";
import type { NetCost } from "../cost/summary.ts";
import type { Budget } from "../semantics/declared.ts";
import { reportAt } from "../semantics/module.ts";
import { nearest } from "../semantics/scope.ts";
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

function isAtLeast({ graph, totals, liveness }: NetCost): boolean {
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
  return [reportAt(entry.place, "budget-broken", message, heaviest(metric, cost, value), severity)];
}

/** "Heaviest: `classifier` 1.28 M (26 %), …": where saving would bring most. */
function heaviest(metric: Metric, cost: NetCost, value: number): string | undefined {
  const shares = [...(metric.shares?.(cost) ?? [])].filter(({ amount }) => amount > 0);
  const largest = shares.sort((a, b) => b.amount - a.amount).slice(0, 3);
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
