import { int } from "../operators/parameter.ts";
import { annotation, needsWeights } from "./annotation.ts";

export const width = annotation({
  name: "width",
  kind: "width",
  summary: "A fact that compression writes down: this layer has so many output channels now.",
  example: "conv(64, kernel=3) @width(48)",
  parameters: { channels: int("output channels", { min: 1 }) },
  effect: "with compression",
  refuses: (subject) => needsWeights("width", subject),
});
