import { isAtLeast } from "@lathe/engine";
import { roundedUp } from "../roundedUp.ts";
import type { Action } from "./action.ts";
import { brokenLimits } from "./brokenLimits.ts";
import { spanIn } from "./tree.ts";

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
  offers: (request) =>
    brokenLimits(request).flatMap(({ report, cost, verdict: { metric, figure }, value, chunk, limit }) => {
      // Where the figure is only known to be at least so much, no limit is sure to hold.
      const text = isAtLeast(cost) || figure?.isAtLeast === true ? undefined : roundedUp(value, metric.unit);
      if (text === undefined || metric.direction === "at least") return [];
      return [
        {
          title: `Set the limit to today's figure: \`${metric.name} <= ${text}\``,
          kind: "quickfix",
          edits: [{ span: spanIn(request.analysis.module.file, chunk, limit.value.at), text }],
          solves: report,
        },
      ];
    }),
};
