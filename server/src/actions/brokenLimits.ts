/** What the actions share that sort out a broken budget. */
import {
  type FileReport,
  judge,
  type ShownNet,
  type SourceChunk,
  spanOf,
  type syntax,
  type Verdict,
} from "@lathe/engine";
import type { ActionRequest } from "./action.ts";
import { entryAt } from "./entries.ts";

export interface BrokenLimit {
  readonly report: FileReport;
  /** The net whose budget it is. */
  readonly net: ShownNet["declaration"];
  readonly cost: ShownNet["cost"];
  readonly verdict: Verdict;
  /** What the net needs today. */
  readonly value: number;
  /** The statement that holds the limit, and the limit in it. */
  readonly chunk: SourceChunk;
  readonly limit: syntax.Entry & { readonly kind: "limit" };
}

/** Limits of budgets that are broken, among the complaints of a request. */
export function brokenLimits({ analysis, reports }: ActionRequest): readonly BrokenLimit[] {
  // A limit that is broken on several targets is complained of on each.
  const first = new Map(reports.toReversed().map((report) => [`${report.code} ${report.span.start}`, report]));
  return [...first.values()].toReversed().flatMap((report) => {
    const found = report.code === "budget-broken" ? entryAt(analysis.module.file, report.span.start) : undefined;
    if (found?.entry.kind !== "limit") return [];
    const { chunk, entry: limit } = found;
    for (const shown of analysis.shown) {
      const { elaborated, declaration } = shown;
      const budget = elaborated.declared.budgets.find(
        ({ place }) =>
          place.uri === analysis.uri && spanOf(place.lines, place.chunk, place.at).start === report.span.start,
      );
      const verdict = budget === undefined ? undefined : furthest(judge(budget, shown) ?? []);
      if (verdict?.value === undefined) continue;
      const { cost, value } = verdict;
      return [{ report, net: declaration, cost, verdict, value, chunk, limit }];
    }
    return [];
  });
}

/** Of the targets that break a limit the one that is furthest from it: what keeps it there keeps it on all. */
function furthest(verdicts: readonly Verdict[]): Verdict | undefined {
  const broken = verdicts.filter(({ ok }) => ok === false);
  const distance = ({ value = 0, limit }: Verdict) => Math.abs(value - limit);
  return broken.sort((a, b) => distance(b) - distance(a))[0];
}
