import { didYouMean, type FileReport, isRefusal, type Refusal, refuse } from "../base/report.ts";
import type { Span } from "../base/span.ts";
import {
  exampleLimit,
  type Metric,
  metrics,
  metricsByName,
  type PathShare,
  type TargetFigure,
} from "../cost/metrics.ts";
import { isAtLeast, type NetCost } from "../cost/summary.ts";
import type { NetOnTarget } from "../devices/netOnTarget.ts";
import { targetText } from "../devices/target.ts";
import { placeOfTensor } from "../graph/graph.ts";
import type { Budget } from "../semantics/declared.ts";
import { reportAt } from "../semantics/module.ts";
import { nearest } from "../semantics/scope.ts";
import { spanOf } from "../syntax/read.ts";
import type { Check, NetOnTargets } from "./check.ts";

/** How a net keeps one limit of its budgets, on one target or wherever it runs. */
export interface Verdict {
  readonly budget: Budget;
  readonly metric: Metric;
  readonly limit: number;
  /** The target that it is judged on, as it is written; undefined: the figure is the same on all. */
  readonly target: string | undefined;
  /** The net's cost there. */
  readonly cost: NetCost;
  /** Undefined where it is not known. */
  readonly value: number | undefined;
  /** Why it is not known; undefined where this version cannot know it. */
  readonly reason?: Refusal;
  /** The figure, where it is one of the target's. */
  readonly figure?: TargetFigure;
  /** Undefined where that is not certain: the value is not known, or only known to be at least so much. */
  readonly ok: boolean | undefined;
}

/**
 * Judges a limit on each target that it holds for: those that a budget names, else all of the net's. A figure that is the same on all of
 * them is judged once. Undefined where the limit itself makes no sense, which the check reports.
 */
export function judge(budget: Budget, net: NetOnTargets): readonly Verdict[] | undefined {
  const metric = metricsByName.get(budget.metric);
  const { value: limit, unit } = budget.limit;
  if (metric === undefined || unit !== metric.unit || typeof limit !== "number") return undefined;
  if ((budget.operator === "<=") !== (metric.direction === "at most")) return undefined;
  const base = { budget, metric, limit };
  const everywhere = (): Verdict => judged({ ...base, target: budget.target, cost: net.cost }, metric.of?.(net.cost));
  if (metric.of === undefined && metric.on === undefined) return [everywhere()];
  const names = targetsOf(budget, net);
  if (names.length === 0) {
    if (metric.of !== undefined) return [everywhere()];
    return [judged({ ...base, target: undefined, cost: net.cost, reason: noTarget })];
  }
  const verdicts = names.map((target): Verdict => {
    const on = net.on(target);
    if (!isRefusal(on)) return judgeOn({ ...base, target, cost: on.cost }, on);
    return metric.of === undefined ? judged({ ...base, target, cost: net.cost, reason: on }) : everywhere();
  });
  const own = metric.of?.(net.cost);
  return own !== undefined && verdicts.every(({ value }) => value === own) ? [everywhere()] : verdicts;
}

const noTarget = refuse("needs-target", "it depends on the device, and this net has no target", {
  help: "Write `target pixel4`, or the device that it is for.",
});

/** As they are written: the variants of a budget's device that the net has, or the one that it names. */
function targetsOf({ target, settings }: Budget, { targets }: NetOnTargets): readonly string[] {
  if (target === undefined) return targets;
  if (settings.size > 0) return [targetText(target, settings)];
  const own = targets.filter((each) => each === target || each.startsWith(`${target}(`));
  return own.length === 0 ? [target] : own;
}

function judgeOn(base: Omit<Verdict, "value" | "ok">, on: NetOnTarget): Verdict {
  const { metric, cost } = base;
  const figure = metric.on?.(on);
  if (figure === undefined) return judged(base, metric.of?.(cost));
  return isRefusal(figure) ? judged({ ...base, reason: figure }) : judged({ ...base, figure }, figure.value);
}

function judged(base: Omit<Verdict, "value" | "ok">, value?: number): Verdict {
  const { budget, limit, figure, cost } = base;
  if (value === undefined) return { ...base, value, ok: undefined };
  const isKept = budget.operator === "<=" ? value <= limit : value >= limit;
  // What is left out of a figure can only add to it.
  const ok = isKept && (figure?.isAtLeast ?? isAtLeast(cost)) ? undefined : isKept;
  return { ...base, value, ok };
}

/** Limits that are broken, with the figure, the overshoot and what weighs most; and limits that make no sense. */
export const budget: Check = {
  name: "budget",
  asksForFiles: false,
  run: (subject) =>
    subject.elaborated.declared.budgets.flatMap((entry) => {
      const verdicts = judge(entry, subject);
      return verdicts?.flatMap((verdict) => reportsOf(verdict, subject)) ?? [misuse(entry)];
    }),
};

function reportsOf(verdict: Verdict, net: NetOnTargets): readonly FileReport[] {
  const { budget: entry, metric, value, limit, ok, target, figure, cost, reason } = verdict;
  // A device that is not known is the complaint of another check.
  if (reason !== undefined && reason.code !== "not-known" && reason.code !== noTarget.code) return [];
  const what = `\`${metric.name}\`${target === undefined ? "" : ` on ${target}`}`;
  if (value === undefined) {
    const why = reason === undefined ? "not known yet" : `not known: ${reason.message}`;
    const message = `${what} is ${why}; this limit is neither kept nor broken.`;
    const code = reason === undefined ? "not-known-yet" : reason.code;
    return [reportAt(entry.place, code, message, reason?.help, "information")];
  }
  const isSurely = figure?.isAtLeast ?? isAtLeast(cost);
  const shown = `${isSurely ? "at least " : ""}${metric.format(value)}${detailText(verdict)}`;
  if (ok === undefined) {
    const message = `${what} is ${shown}: something in the net is not counted, so this limit may be broken.`;
    return [reportAt(entry.place, "budget-uncertain", message, undefined, "information")];
  }
  const isInBand = figure?.band !== undefined && figure.band[0] < limit && limit < figure.band[1];
  if (ok) {
    if (!isInBand) return [];
    const message = `${what} is ${shown}: the limit of ${metric.format(limit)} is kept by the estimate, but lies inside its band.`;
    return [reportAt(entry.place, "budget-uncertain", message, undefined, "information")];
  }
  const over = limit === 0 ? "" : `, ${percent((value - limit) / limit)} over`;
  const message = `${what} is ${shown}${over}; the limit is ${metric.format(limit)}${isInBand ? ", inside the band" : ""}.`;
  const largest = heaviest(verdict);
  const report = reportAt(
    entry.place,
    "budget-broken",
    message,
    heaviestText(metric, largest, value),
    isOnHost(verdict, net) ? "information" : "error",
  );
  const related = largest.flatMap(({ span, path, amount }) => {
    return span === undefined ? [] : [{ span, message: `\`${path}\`: ${metric.format(amount)}` }];
  });
  return [related.length === 0 ? report : { ...report, related }];
}

/** ` (28.0–35.1 ms, fitted, xnnpack, fp32, 1 thread)` */
function detailText({ metric, figure }: Verdict): string {
  const band = figure?.band === undefined ? [] : [bandText(metric, figure.band)];
  const details = [...band, ...(figure?.basis === undefined ? [] : [figure.basis])];
  return details.length === 0 ? "" : ` (${details.join(", ")})`;
}

/** `28.0–35.1 ms`: the unit once where both have the same. */
export function bandText(metric: Pick<Metric, "format">, [low, high]: readonly [low: number, high: number]): string {
  const [least, most] = [metric.format(low), metric.format(high)];
  const unit = / \S+$/.exec(most)?.[0] ?? "";
  return `${least.endsWith(unit) ? least.slice(0, least.length - unit.length) : least}–${most}`;
}

/** On the machine that one works at, a limit is a wish and no promise. */
function isOnHost({ target, budget: entry }: Verdict, net: NetOnTargets): boolean {
  const on = target === undefined ? undefined : net.on(target);
  return entry.target === "host" || (on !== undefined && !isRefusal(on) && on.target.device.kind === "host");
}

/** An op and its part of a figure; of the peak, a tensor that is alive there. */
export interface Share extends PathShare {
  /** Where it stands in the file of the budget, or the call there that holds it; undefined where there is neither. */
  readonly span: Span | undefined;
}

/** The three that weigh most, the heaviest first: where saving would bring most. The budget is in the file that is looked at. */
export function heaviest({ metric, figure, cost, budget: { place } }: Verdict): readonly Share[] {
  const shares = [...(figure?.shares() ?? metric.shares?.(cost) ?? [])].filter(({ amount }) => amount > 0);
  const largest = shares.sort((a, b) => b.amount - a.amount).slice(0, 3);
  return largest.map(({ path, amount }) => {
    const site = placeOfTensor(cost.graph, path, place.uri);
    return { path, amount, span: site === undefined ? undefined : spanOf(place.lines, site.chunk, site.at) };
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
