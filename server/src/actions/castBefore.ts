import { type Action, insertion } from "./action.ts";
import { callAt, nodesOf, spanIn, statementAt } from "./tree.ts";

export const castBefore: Action = {
  name: "castBefore",
  summary: "Puts a `cast(f32)` before an operator that computes on floats and was given integers.",
  example: {
    title: "Put `cast(f32)` before it",
    before: `net small {
  input image: u8[1, 3, 32, 32]
  y = image -> $0conv(8, kernel=3)
  output y
}
`,
    after: `net small {
  input image: u8[1, 3, 32, 32]
  y = image -> cast(f32) -> conv(8, kernel=3)
  output y
}
`,
  },
  offers: ({ analysis, reports }) =>
    reports.flatMap((report) => {
      const { file } = analysis.module;
      if (report.code !== "wrong-dtype" || report.help?.includes("`cast(f32)`") !== true) return [];
      const chunk = statementAt(file, report.span.start)?.chunk;
      const call = chunk === undefined ? undefined : callAt(file, chunk, report.span.start);
      if (chunk === undefined || call === undefined || spanIn(file, chunk, call.callee.at).start !== report.span.start)
        return [];
      const isStage = nodesOf(chunk.statement).some(
        (node) => node.kind === "pipeline" && node.stages.some((stage) => stage === call),
      );
      const [first] = call.arguments;
      const offer = (text: string, offset: number, behind?: number) => ({
        title: "Put `cast(f32)` before it",
        kind: "quickfix" as const,
        edits: [insertion(offset, text), ...(behind === undefined ? [] : [insertion(behind, ", f32)")])],
        solves: report,
        isPreferred: true,
      });
      if (isStage) return [offer("cast(f32) -> ", spanIn(file, chunk, call.at).start)];
      if (first === undefined || first.name !== undefined) return [];
      const { start, end } = spanIn(file, chunk, first.at);
      return [offer("cast(", start, end)];
    }),
};
