import { refuse } from "../base/report.ts";
import { text } from "../operators/parameter.ts";
import { annotation } from "./annotation.ts";

export const tied = annotation({
  name: "tied",
  kind: "tying",
  summary: "Uses the weights of another op (of a block: op by op), which are counted and stored once.",
  example: 'linear(128) @tied("first")',
  parameters: { path: text("the other's path, seen from here or from the net") },
  effect: "now",
  refuses: ({ operator, call }) =>
    (call.weights ?? []).length > 0
      ? undefined
      : refuse("cannot-apply", `\`@tied\`: \`${operator.name}\` has no weights.`, { help: "Leave it out." }),
});
