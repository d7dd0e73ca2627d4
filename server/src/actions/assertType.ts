import { formatTensor } from "@lathe/engine";
import { type Action, insertion } from "./action.ts";
import { declarationOf, spanIn, statementAt } from "./tree.ts";

export const assertType: Action = {
  name: "assertType",
  summary: "Writes a result's type beside its name, so that a change that breaks it is seen there.",
  example: {
    title: "Assert the type `f32[1, 8, 16, 16]`",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  $0y = x -> conv(8, kernel=3, stride=2)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  y: f32[1, 8, 16, 16] = x -> conv(8, kernel=3, stride=2)
  output y
}
`,
  },
  offers: ({ analysis, span }) => {
    const { file } = analysis.module;
    const located = statementAt(file, span.start);
    const statement = located?.chunk.statement;
    // A block's result differs from call to call.
    if (located === undefined || statement?.kind !== "binding" || declarationOf(located)?.statement.kind !== "net")
      return [];
    const { chunk } = located;
    return statement.targets.flatMap((target) => {
      const { start, end } = spanIn(file, chunk, target.name.at);
      if (target.type !== undefined || span.start < start || end < span.start) return [];
      const types = new Set(
        analysis.shown.flatMap(({ elaborated: { bound, graph } }) =>
          bound.flatMap(({ place, value }) => {
            if (place.chunk !== chunk.chunk || place.at.first !== target.name.at.first) return [];
            return value.kind === "tensor" && graph.tensors[value.id]?.isGuess === false
              ? [formatTensor(value.type)]
              : [""];
          }),
        ),
      );
      const [type, other] = types;
      if (type === undefined || other !== undefined || !/^\w+\[[^?]*\]$/.test(type) || type.includes("too large"))
        return [];
      return [{ title: `Assert the type \`${type}\``, kind: "refactor.rewrite", edits: [insertion(end, `: ${type}`)] }];
    });
  },
};
