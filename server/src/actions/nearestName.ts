import { suggestionOf } from "@lathe/engine";
import type { Action } from "./action.ts";

/** Every complaint that offers a word for the one it stands at. */
export const nearestName: Action = {
  name: "nearestName",
  summary: "Replaces a misspelt name by the one that was most likely meant.",
  example: {
    title: "Replace by `conv`",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> $0cnv(8, kernel=3)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> conv(8, kernel=3)
  output y
}
`,
  },
  offers: ({ analysis, reports }) =>
    reports.flatMap((report) => {
      const suggestion = suggestionOf(report);
      const { start, end } = report.span;
      // A complaint may stand at more than the name, such as at a whole type.
      const word = /^@?\w+/.exec(analysis.text.slice(start, end))?.[0];
      if (suggestion === undefined || word === undefined) return [];
      return [
        {
          title: `Replace by \`${suggestion}\``,
          kind: "quickfix",
          edits: [{ span: { start, end: start + word.length }, text: suggestion }],
          solves: report,
          isPreferred: true,
        },
      ];
    }),
};
