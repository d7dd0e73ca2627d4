import { heaviest } from "@lathe/engine";
import type { Action } from "./action.ts";
import { brokenLimits } from "./brokenLimits.ts";

export const goToHeaviest: Action = {
  name: "goToHeaviest",
  summary:
    "Leads from a broken limit to the three layers that weigh most, or to the largest tensors alive at the peak; the text stays.",
  example: {
    title: "Go to `hidden`, 1.57 M of 2.09 M params",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  budget { $0params <= 2M }
  y = x -> flatten -> hidden: linear(512) -> linear(1000)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  budget { params <= 2M }
  y = x -> flatten -> hidden: linear(512) -> linear(1000)
  output y
}
`,
  },
  offers: (request) =>
    brokenLimits(request).flatMap(({ report, verdict, verdict: { metric }, value }) =>
      heaviest(verdict).flatMap(({ path, amount, span }) => {
        // The tensors alive are all of the peak; of other figures the unit stands in the metric's name.
        const figure = metric.name === "peak" ? "at the peak" : metric.name;
        const title = `Go to \`${path}\`, ${metric.format(amount)} of ${metric.format(value)} ${figure}`;
        return span === undefined ? [] : [{ title, kind: "quickfix" as const, edits: [], goTo: span, solves: report }];
      }),
    ),
};
