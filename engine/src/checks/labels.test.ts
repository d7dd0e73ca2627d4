import { expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";

function hints(weights: string): readonly string[] {
  const text = `net n {
  input x: f32[1, 8]
  ${weights}
  y = x -> linear(8) -> relu -> relu -> linear(8) -> repeat 2 { linear(8) } -> repeat 2 { linear(8) }
  output y
}
`;
  return analyseText(text)
    .reports.filter(({ severity }) => severity === "hint")
    .map(({ message }) => message.split("`")[1] ?? "");
}

it("hints at what has weights by a number, and at nothing else", () => {
  // The second `relu` has no weights; elements of a repeat are numbered by the language itself.
  expect(hints('weights "w.npz"')).toEqual(["y.linear_2", "y.repeat_2"]);
});

it("is silent where weights are random", () => {
  expect(hints("")).toEqual([]);
});
