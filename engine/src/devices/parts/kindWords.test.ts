import { expect, it } from "vitest";
import { analyseText } from "../../../../test/kit/analyse.ts";
import { operators } from "../../operators/index.ts";
import { lower } from "../lower.ts";
import { generic } from "../runtimes/generic.ts";
import { kindWords } from "./index.ts";

it("words of kinds are those that the examples of all operators, and a grouped convolution, are lowered to", () => {
  const words = new Set<string>();
  const grouped = "input x: f32[1, 8, 4, 4]\ny = x -> conv(8, kernel=3, groups=2)\noutput y";
  for (const example of [...operators.map((operator) => operator.example), grouped]) {
    for (const { cost } of analyseText(`net n {\n${example}\n}\n`).shown)
      for (const { kind } of lower(cost.graph, cost.figures, { ...generic, prunesDeadBranches: false }).kernels)
        words.add(kind.split(" ")[0] ?? "");
  }
  expect([...words].sort()).toEqual([...kindWords].sort());
});
