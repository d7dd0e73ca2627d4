import { refuse } from "../base/report.ts";
import { float } from "../operators/parameter.ts";
import { annotation, needsWeights } from "./annotation.ts";

export const ovsf = annotation({
  name: "ovsf",
  kind: "generation",
  summary:
    "Generates the weights from orthogonal variable spreading factor codes and stores this share of coefficients.",
  example: "conv(256, kernel=3) @ovsf(50%)",
  parameters: { share: float("the share of codes that is kept", { min: 0, max: 1 }) },
  effect: "with compression",
  check: ({ share }) => (share > 0 ? undefined : refuse("out-of-range", "`@ovsf(0%)` would keep no code.")),
  refuses: (subject) => needsWeights("ovsf", subject),
});
