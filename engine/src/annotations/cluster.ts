import { int } from "../operators/parameter.ts";
import { annotation, needsWeights } from "./annotation.ts";

export const cluster = annotation({
  name: "cluster",
  kind: "clustering",
  summary: 'Shares weights: every tensor keeps a codebook of so many values (Han et al., "Deep Compression", 2016).',
  example: "linear(4096) @cluster(16)",
  parameters: { values: int("values in the codebook", { min: 2, max: 65_536 }) },
  effect: "with compression",
  refuses: (subject) => needsWeights("cluster", subject),
});
