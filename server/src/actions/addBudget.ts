import { isAtLeast, metrics } from "@lathe/engine";
import { roundedUp } from "../roundedUp.ts";
import { type Action, insertion } from "./action.ts";
import { allStatements, bodyOf, indentAt, lineEndOf, spanIn, statementAt, wholeOf } from "./tree.ts";

/** What a budget is made of; FLOPs say little that MACs do not. */
const limited = ["params", "macs", "size", "peak"];

export const addBudget: Action = {
  name: "addBudget",
  summary: "Adds a budget at today's figures, rounded up a little, so that whatever makes the net larger is seen.",
  example: {
    title: "Add a budget at today's figures: `params <= 30.8k, macs <= 30.8k, size <= 123KB, peak <= 12.4KB`",
    before: `net $0small {
  input x: f32[1, 3, 32, 32]
  y = x -> flatten -> linear(10)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  budget { params <= 30.8k, macs <= 30.8k, size <= 123KB, peak <= 12.4KB }
  y = x -> flatten -> linear(10)
  output y
}
`,
  },
  offers: ({ analysis, span }) => {
    const { file } = analysis.module;
    const net = statementAt(file, span.start)?.chunk;
    if (net?.statement.kind !== "net" || allStatements(net).some(({ statement }) => statement.kind === "budget"))
      return [];
    const cost = analysis.shown.find(({ declaration, kind }) => kind === "net" && declaration.chunk === net)?.cost;
    const last = bodyOf(net).findLast(({ statement }) => statement.kind === "input" || statement.kind === "state");
    if (cost === undefined || last === undefined || isAtLeast(cost)) return [];
    const limits = metrics.flatMap(({ name, of, unit }) => {
      const value = limited.includes(name) ? of?.(cost) : undefined;
      if (value === undefined || value === 0 || !Number.isFinite(value)) return [];
      const limit = roundedUp(value, unit);
      return limit === undefined ? [] : [`${name} <= ${limit}`];
    });
    if (limits.length === 0) return [];
    const { start } = spanIn(file, last, { first: 0, last: 0 });
    const { end } = wholeOf(file, last);
    const comment = /^[ \t]*#[^\r\n]*/.exec(analysis.text.slice(end))?.[0].length ?? 0;
    const line = `budget { ${limits.join(", ")} }`;
    return [
      {
        title: `Add a budget at today's figures: \`${limits.join(", ")}\``,
        kind: "refactor.rewrite",
        edits: [insertion(end + comment, `${lineEndOf(analysis.text)}${indentAt(file, start)}${line}`)],
      },
    ];
  },
};
