import { refuse } from "../base/report.ts";
import { float, int, optional, word } from "../operators/parameter.ts";
import { annotation, needsWeights } from "./annotation.ts";

export const prune = annotation({
  name: "prune",
  kind: "pruning",
  summary: "Removes a share of this layer's output channels, and with them those of its whole dependency group.",
  example: "conv(64, kernel=3) @prune(50%)",
  parameters: {
    amount: float("the share of channels to remove", { min: 0, max: 1 }),
    by: word("how channels are ranked", ["l1", "l2", "activation", "taylor"], { default: "l1" }),
    align: optional(int("the number of channels kept is a multiple of it", { min: 1 }), "that of the target, else 8"),
  },
  effect: "with compression",
  check: ({ amount }) =>
    amount < 1
      ? undefined
      : refuse("out-of-range", "`@prune(100%)` would leave no channel.", { help: "Remove less than all." }),
  refuses: (subject) => needsWeights("prune", subject),
});
