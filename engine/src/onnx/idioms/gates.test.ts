import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, float } from "../attributes.ts";

const ramp = [
  ["Add", "x 3", "a"],
  ["Clip", "a 0 6", "r"],
] as const;
const minimum = [
  ["Add", "3 x", "a"],
  ["Relu", "a", "p"],
  ["Min", "p 6", "r"],
] as const;
const sixth = attributeMap({ alpha: float(Math.fround(1 / 6)) });

it.each([
  [
    "silu",
    [
      ["Sigmoid", "x", "g"],
      ["Mul", "g x", "y"],
    ],
  ],
  [
    "mish",
    [
      ["Softplus", "x", "p"],
      ["Tanh", "p", "g"],
      ["Mul", "x g", "y"],
    ],
  ],
  ["hardsigmoid", [...ramp, ["Div", "r 6", "y"]]],
  ["hardsigmoid", [...minimum, ["Mul", "r 0.16666667", "y"]]],
  [
    "hardswish",
    [
      ["HardSigmoid", "x", "g", sixth],
      ["Mul", "x g", "y"],
    ],
  ],
  ["hardswish", [...ramp, ["Div", "r 6", "g"], ["Mul", "x g", "y"]]],
  ["hardswish", [...ramp, ["Mul", "x r", "g"], ["Div", "g 6", "y"]]],
  ["hardswish", [...minimum, ["Mul", "r x", "g"], ["Mul", "g 0.16666667", "y"]]],
] as const)("%s", (name, steps) => {
  expect(read("f32[2, 3]", steps)).toEqual([name]);
});

it("is none if the gate is of something else", () => {
  expect(
    read("f32[2, 3]", [
      ["Relu", "x", "r"],
      ["Sigmoid", "r", "g"],
      ["Mul", "x g", "y"],
    ]),
  ).not.toContain("silu");
});
