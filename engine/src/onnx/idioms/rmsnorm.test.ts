import { expect, it } from "vitest";
import { tensor } from "../../../../test/kit/model.ts";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, ints } from "../attributes.ts";

const energy = [
  ["Pow", "x 2", "s"],
  ["ReduceMean", "s", "v", attributeMap({ axes: ints([-1]) })],
  ["Add", "0.00001 v", "e"],
] as const;

it.each([
  [
    "a quotient",
    [
      ["Sqrt", "e", "r"],
      ["Div", "x r", "n"],
    ],
  ],
  [
    "a reciprocal",
    [
      ["Sqrt", "e", "r"],
      ["Reciprocal", "r", "i"],
      ["Mul", "x i", "n"],
    ],
  ],
  [
    "one over",
    [
      ["Sqrt", "e", "r"],
      ["Div", "1 r", "i"],
      ["Mul", "x i", "n"],
    ],
  ],
  [
    "a power",
    [
      ["Pow", "e -0.5", "i"],
      ["Mul", "x i", "n"],
    ],
  ],
] as const)("is read: %s", (_, steps) => {
  expect(read("f32[2, 3]", [...energy, ...steps, ["Identity", "n", "y"]])).toEqual(["rmsnorm(affine=false)"]);
  const stored = { w: tensor("f32", [3]) };
  expect(read("f32[2, 3]", [...energy, ...steps, ["Mul", "w n", "y"]], { stored })).toEqual(["rmsnorm"]);
});

it("is none if what is divided is not what was squared", () => {
  const steps = [...energy, ["Sqrt", "e", "r"], ["Relu", "x", "p"], ["Div", "p r", "y"]] as const;
  expect(read("f32[2, 3]", steps)).not.toContain("rmsnorm(affine=false)");
});
