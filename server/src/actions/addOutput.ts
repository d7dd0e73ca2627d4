import { type Action, insertion } from "./action.ts";
import { bodyOf, indentAt, lineEndOf, spanIn, statementAt, wholeOf } from "./tree.ts";

export const addOutput: Action = {
  name: "addOutput",
  summary: "Ends a net that has no output with what it binds last.",
  example: {
    title: "Add `output logits`",
    before: `net $0small {
  input x: f32[1, 3, 32, 32]
  logits = x -> flatten -> linear(10)
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  logits = x -> flatten -> linear(10)
  output logits
}
`,
  },
  offers: ({ analysis, reports }) =>
    reports.flatMap((report) => {
      const { file } = analysis.module;
      const net = report.code === "missing-output" ? statementAt(file, report.span.start)?.chunk : undefined;
      const body = net === undefined ? [] : bodyOf(net);
      const bound = body.findLast(({ statement }) => statement.kind === "binding");
      const last = body.at(-1);
      if (bound?.statement.kind !== "binding" || last === undefined) return [];
      const name = bound.statement.targets[0]?.name.name;
      if (name === undefined) return [];
      const { end } = wholeOf(file, last);
      const start = spanIn(file, last, { first: 0, last: 0 }).start;
      const isOnOwnLine = /^[ \t]*$/.test(
        file.lines.text.slice(file.lines.text.lastIndexOf("\n", start - 1) + 1, start),
      );
      if (!isOnOwnLine) return [];
      return [
        {
          title: `Add \`output ${name}\``,
          kind: "quickfix",
          edits: [
            insertion(
              endOfLine(analysis.text, end),
              `${lineEndOf(analysis.text)}${indentAt(file, start)}output ${name}`,
            ),
          ],
          solves: report,
          isPreferred: true,
        },
      ];
    }),
};

/** Behind a comment that stands there; right at the offset where a brace follows on the line. */
function endOfLine(text: string, offset: number): number {
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(offset))?.[0];
  return offset + (rest?.length ?? 0);
}
