import { refuse } from "../base/report.ts";
import { float, int, ints, optional } from "../operators/parameter.ts";
import { annotation, needsWeights } from "./annotation.ts";

export const sparse = annotation({
  name: "sparse",
  kind: "sparsity",
  summary:
    "Sets a share of the weights to zero without a change of shape: single ones, N of every M, blocks, or patterns.",
  example: "linear(256) @sparse(80%)",
  parameters: {
    amount: optional(float("the share of zeros", { min: 0, max: 1 })),
    ratio: optional(ints("`2:4`: of every 4 weights in a row 2 are kept")),
    block: optional(ints("zeros come in blocks of this shape, such as `(4, 1)`")),
    pattern: optional(int("weights that each kernel keeps, in one of a few patterns", { min: 1 })),
  },
  ratio: "ratio",
  effect: "with compression",
  check({ amount, ratio, block, pattern }) {
    const stated = [amount, ratio, pattern].filter((value) => value !== undefined).length;
    if (stated !== 1) {
      return refuse("bad-argument", "`@sparse` takes a share, an N:M ratio or a pattern: exactly one of them.", {
        help: "Write `@sparse(80%)`, `@sparse(2:4)` or `@sparse(pattern=4)`.",
      });
    }
    if (amount === 1) return refuse("out-of-range", "`@sparse(100%)` would leave no weight.");
    const [kept = 0, of = 0] = ratio ?? [1, 2];
    if (kept < 1 || kept >= of) {
      return refuse("out-of-range", `Of every ${of} weights ${kept} cannot be kept.`, {
        help: "Write N:M with N < M.",
      });
    }
    if (block !== undefined && (amount === undefined || block.some((extent) => extent < 1))) {
      return refuse("bad-argument", "`block` goes with a share, and its extents are at least 1.", {
        help: "Write `@sparse(75%, block=(4, 1))`.",
      });
    }
    return undefined;
  },
  refuses: (subject) => needsWeights("sparse", subject),
});
