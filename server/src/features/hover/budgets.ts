/** Limits of budgets: today's figure, how much of the limit it takes, and what weighs most. */
import { type Budget, heaviest, judge, type ShownNet, type Verdict } from "@lathe/engine";
import { rangeText } from "../../figure.ts";
import { netAround } from "./annotations.ts";
import { type HoverPart, type HoverPlace, paragraphs, percent, spanAround, standingAt } from "./part.ts";

export const budgets: HoverPart = (at) => {
  const standing = standingAt(at.analysis.module.file, at.offset);
  const shown = netAround(at);
  if (standing === undefined || shown === undefined) return undefined;
  const { chunk, context } = standing;
  const { statement } = chunk;
  if (context === "budget" && statement.kind === "entries") {
    for (const entry of statement.entries) {
      const span = spanAround(at, chunk, entry.at);
      if (span === undefined) continue;
      const budget = shown.elaborated.declared.budgets.find(
        ({ place }) => place.chunk === chunk.chunk && place.at.first === entry.at.first,
      );
      const text = budget === undefined ? undefined : limitText(at, budget, shown);
      return text === undefined ? undefined : { text, ...span };
    }
  }
  if (statement.kind !== "budget") return undefined;
  const span = spanAround(at, chunk, { first: 0, last: statement.target === undefined ? 0 : 1 });
  const chunks = chunk.bodies.flatMap(({ chunks: inner }) => inner.map((each) => each.chunk));
  const own = shown.elaborated.declared.budgets.filter(({ place }) => chunks.includes(place.chunk));
  const text = limitTable(own, shown);
  return span === undefined || text === "" ? undefined : { text, ...span };
};

/** A row for each limit; empty where none can be judged. */
export function limitTable(budgets: readonly Budget[], shown: ShownNet): string {
  const rows = budgets.flatMap((budget) => (judge(budget, shown) ?? []).map(rowText));
  return rows.length === 0 ? "" : `| metric | today | limit | |\n|:--|--:|--:|:--|\n${rows.join("\n")}`;
}

function limitText(at: HoverPlace, budget: Budget, shown: ShownNet): string | undefined {
  const verdicts = judge(budget, shown) ?? [];
  const [first] = verdicts;
  return first === undefined
    ? undefined
    : paragraphs([
        `**${first.metric.name}**: ${first.metric.doc}`,
        ...verdicts.map((verdict) => todayText(at, verdict, shown)),
      ]);
}

function todayText(at: HoverPlace, verdict: Verdict, shown: ShownNet): string {
  const { metric, limit, value, target, figure, reason } = verdict;
  const where = target === undefined || (figure === undefined && reason === undefined) ? "" : ` on ${target}`;
  if (value === undefined) {
    const why =
      reason === undefined || reason.code === "silent" ? "not known yet" : `not known${where}: ${reason.message}`;
    return `${why}: this limit is neither kept nor broken`;
  }
  const range = rangeText(at.boundsOf(shown), metric.name, (each) => metric.format(each));
  const today = `today${where} **${metric.format(value)}**${range}, the limit is ${metric.format(limit)}: ${verdictText(verdict)}`;
  return paragraphs([today, heaviestText(verdict)]);
}

function rowText(verdict: Verdict): string {
  const { metric, limit, value, target, figure } = verdict;
  return `| ${metric.name}${figure === undefined ? "" : ` on ${target}`} | ${value === undefined ? "?" : metric.format(value)} | ${metric.format(limit)} | ${verdictText(verdict)} |`;
}

/** `87.6 % of it, 496 k to spare` */
function verdictText({ metric, limit, value, ok }: Verdict): string {
  if (value === undefined) return "not known yet";
  const share = limit === 0 ? "" : `${percent(value / limit)} of it, `;
  const spare = metric.direction === "at most" ? limit - value : value - limit;
  if (spare < 0)
    return `${share}**${metric.format(-spare)} too ${metric.direction === "at most" ? "much" : "little"}**`;
  return `${share}${ok === undefined ? "but something in the net is not counted" : `${metric.format(spare)} to spare`}`;
}

function heaviestText(verdict: Verdict): string {
  const { metric, value } = verdict;
  const largest = heaviest(verdict);
  if (largest.length === 0 || value === undefined) return "";
  const list = largest.map(({ path, amount }) => `\`${path}\` ${metric.format(amount)} (${percent(amount / value)})`);
  return `${metric.name === "peak" ? "alive there" : "heaviest"}: ${list.join(", ")}`;
}
