import { refuse } from "../base/report.ts";
import { float } from "../operators/parameter.ts";
import { annotation, needsWeights } from "./annotation.ts";

export const rank = annotation({
  name: "rank",
  kind: "rank",
  summary: "Replaces the weight by a product of two thinner ones (singular value decomposition) of this rank.",
  example: "linear(4096) @rank(25%)",
  parameters: { rank: float("a whole number, or a share of the full rank", { min: 0 }) },
  effect: "with compression",
  check: ({ rank: value }) =>
    value > 0 && (value < 1 || Number.isInteger(value))
      ? undefined
      : refuse("bad-argument", `A rank is a whole number or a share below 100%; this is ${value}.`, {
          help: "Write `@rank(32)` or `@rank(25%)`.",
        }),
  refuses: (subject) => needsWeights("rank", subject),
});
