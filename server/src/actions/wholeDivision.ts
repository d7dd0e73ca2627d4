import type { Action } from "./action.ts";
import { nodesOf, spanIn, statementAt } from "./tree.ts";

export const wholeDivision: Action = {
  name: "wholeDivision",
  summary: "Divides with `//`, which rounds down, where a whole number is needed.",
  example: {
    title: "Divide with `//`, which rounds down",
    before: `net small(width: int = 9) {
  input x: f32[1, 3, 32, 32]
  y = x -> conv($0width / 2, kernel=3)
  output y
}
`,
    after: `net small(width: int = 9) {
  input x: f32[1, 3, 32, 32]
  y = x -> conv(width // 2, kernel=3)
  output y
}
`,
  },
  offers: ({ analysis, reports }) =>
    reports.flatMap((report) => {
      const { file } = analysis.module;
      const wantsWhole = report.code === "bad-dim" || `${report.message} ${report.help}`.includes("`//`");
      const chunk = wantsWhole ? statementAt(file, report.span.start)?.chunk : undefined;
      if (chunk === undefined) return [];
      const edits = nodesOf(chunk.statement).flatMap((node) => {
        if (node.kind !== "binary") return [];
        return node.rest.flatMap(({ operator, at }) => {
          const span = spanIn(file, chunk, at);
          const isInside = report.span.start <= span.start && span.end <= report.span.end;
          return operator === "/" && isInside ? [{ span, text: "//" }] : [];
        });
      });
      if (edits.length === 0) return [];
      return [
        { title: "Divide with `//`, which rounds down", kind: "quickfix", edits, solves: report, isPreferred: true },
      ];
    }),
};
