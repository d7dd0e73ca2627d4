import { judge, spanOf } from "@lathe/engine";
import type { Action } from "./action.ts";
import { roundedUp } from "./roundedUp.ts";
import { spanIn, statementAt } from "./tree.ts";

export const raiseBudget: Action = {
  name: "raiseBudget",
  summary: "Sets a limit that is broken to what the net needs today.",
  example: {
    title: "Set the limit to today's figure: `params <= 3.08M`",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  budget { $0params <= 2M }
  y = x -> flatten -> linear(1000)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  budget { params <= 3.08M }
  y = x -> flatten -> linear(1000)
  output y
}
`,
  },
  offers: ({ analysis, reports }) =>
    reports.flatMap((report) => {
      if (report.code !== "budget-broken") return [];
      const { file } = analysis.module;
      for (const { elaborated, cost } of analysis.shown) {
        const budget = elaborated.declared.budgets.find(
          ({ place }) =>
            place.uri === analysis.uri && spanOf(place.lines, place.chunk, place.at).start === report.span.start,
        );
        const verdict = budget === undefined ? undefined : judge(budget, cost);
        const chunk = innermost(report.span.start);
        if (verdict?.value === undefined || chunk?.statement.kind !== "entries") continue;
        const { metric, value } = verdict;
        const limit = chunk.statement.entries.find(
          (entry) => entry.kind === "limit" && spanIn(file, chunk, entry.at).start === report.span.start,
        );
        // Where the figure is only known to be at least so much, no limit is sure to hold.
        const isCertain = !cost.graph.isIncomplete && cost.totals.uncounted === 0 && !cost.liveness.isPartial;
        if (limit?.kind !== "limit" || !isCertain || (metric.unit !== undefined && metric.unit !== "bytes")) continue;
        const text = roundedUp(value, metric.unit);
        return [
          {
            title: `Set the limit to today's figure: \`${metric.name} <= ${text}\``,
            kind: "quickfix",
            edits: [{ span: spanIn(file, chunk, limit.value.at), text }],
            solves: report,
          },
        ];
      }
      return [];

      /** Of several limits on one line, the statement that holds this one. */
      function innermost(offset: number) {
        const located = statementAt(file, offset);
        const all =
          located === undefined ? [] : [located.chunk, ...located.chunk.bodies.flatMap(({ chunks }) => chunks)];
        return all.findLast((chunk) => {
          const { start, end } = spanIn(file, chunk, { first: 0, last: chunk.chunk.tokens.length - 1 });
          return start <= offset && offset < end;
        });
      }
    }),
};
