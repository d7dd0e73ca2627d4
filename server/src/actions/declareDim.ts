import { type FileReport, spanOf } from "@lathe/engine";
import { type Action, insertion } from "./action.ts";
import { bodyOf, declarationOf, indentAt, lineEndOf, nodesIn, partsOf, spanIn, statementAt, wholeOf } from "./tree.ts";

/** What dims of these names mostly are; others are as wide as a small layer. */
const samples: Readonly<Record<string, number>> = { N: 1, B: 1, S: 128, T: 128, L: 128, H: 224, W: 224 };
const otherSample = 64;

export const declareDim: Action = {
  name: "declareDim",
  summary: "Declares a dim that the type of an input names and that nothing here is called by.",
  example: {
    title: "Declare `dim S = 128`",
    before: `net tagger {
  input words: i64[1, $0S]
  y = words -> embedding(8000, 64)
  output y
}
`,
    after: `net tagger {
  dim S = 128
  input words: i64[1, S]
  y = words -> embedding(8000, 64)
  output y
}
`,
  },
  offers: ({ analysis, reports }) =>
    reports.flatMap((report) => {
      const { file } = analysis.module;
      const name = unknownName(report, analysis.text);
      const located = name === undefined ? undefined : statementAt(file, report.span.start);
      const net = located === undefined ? undefined : declarationOf(located);
      if (name === undefined || located === undefined || net?.statement.kind !== "net") return [];
      const isDim = partsOf(located.chunk.statement).types.some((type) =>
        (type.dims ?? [])
          .flatMap((dim) => (dim === undefined ? [] : nodesIn(dim)))
          .some(({ at }) => spanIn(file, located.chunk, at).start === report.span.start),
      );
      if (!isDim) return [];
      // Every use is complained of where it stands: the dim goes before the first.
      const uses = analysis.reports.filter((other) => unknownName(other, analysis.text) === name);
      const first = bodyOf(net).find((chunk) => {
        const { start, end } = wholeOf(file, chunk);
        return uses.some(({ span }) => start <= span.start && span.end <= end);
      });
      if (first === undefined) return [];
      const { start } = spanOf(file.lines, first.chunk, { first: 0, last: 0 });
      const sample = samples[name] ?? otherSample;
      const line = `dim ${name} = ${sample}`;
      return [
        {
          title: `Declare \`${line}\``,
          kind: "quickfix",
          edits: [insertion(start, `${line}${lineEndOf(analysis.text)}${indentAt(file, start)}`)],
          solves: report,
        },
      ];
    }),
};

function unknownName({ code, span }: FileReport, text: string): string | undefined {
  return code === "unknown-name" ? text.slice(span.start, span.end) : undefined;
}
