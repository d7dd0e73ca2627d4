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
  return reports.flatMap((report) => {
    const found = report.code === "budget-broken" ? entryAt(analysis.module.file, report.span.start) : undefined;
    if (found?.entry.kind !== "limit") return [];
    const { chunk, entry: limit } = found;
    for (const { elaborated, cost, declaration } of analysis.shown) {
      const budget = elaborated.declared.budgets.find(
        ({ place }) =>
          place.uri === analysis.uri && spanOf(place.lines, place.chunk, place.at).start === report.span.start,
      );
      const verdict = budget === undefined ? undefined : judge(budget, cost);
      if (verdict?.value === undefined || verdict.ok !== false) continue;
      return [{ report, net: declaration, cost, verdict, value: verdict.value, chunk, limit }];
    }
    return [];
  });
}
