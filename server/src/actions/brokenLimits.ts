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
import { spanIn, statementAt } from "./tree.ts";

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
    const found = report.code === "budget-broken" ? limitAt(report.span.start) : undefined;
    if (found === undefined) return [];
    for (const { elaborated, cost, declaration } of analysis.shown) {
      const budget = elaborated.declared.budgets.find(
        ({ place }) =>
          place.uri === analysis.uri && spanOf(place.lines, place.chunk, place.at).start === report.span.start,
      );
      const verdict = budget === undefined ? undefined : judge(budget, cost);
      if (verdict?.value === undefined || verdict.ok !== false) continue;
      return [{ report, net: declaration, cost, verdict, value: verdict.value, ...found }];
    }
    return [];
  });

  /** Of several limits on one line, the one that begins here. */
  function limitAt(offset: number): Pick<BrokenLimit, "chunk" | "limit"> | undefined {
    const { file } = analysis.module;
    const located = statementAt(file, offset);
    const all = located === undefined ? [] : [located.chunk, ...located.chunk.bodies.flatMap(({ chunks }) => chunks)];
    for (const chunk of all) {
      if (chunk.statement.kind !== "entries") continue;
      for (const limit of chunk.statement.entries) {
        if (limit.kind === "limit" && spanIn(file, chunk, limit.at).start === offset) return { chunk, limit };
      }
    }
    return undefined;
  }
}
