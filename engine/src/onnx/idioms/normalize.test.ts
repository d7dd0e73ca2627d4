import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, ints } from "../attributes.ts";

const length = ["ReduceL2", "x", "l", attributeMap({ axes: ints([1]) })] as const;

it.each([
  ["a limit", [length, ["Clip", "l 1e-12", "c"], ["Div", "x c", "y"]]],
  ["a maximum", [length, ["Max", "1e-12 l", "c"], ["Div", "x c", "y"]]],
  [
    "a length that is spread",
    [length, ["Clip", "l 1e-12", "c"], ["Shape", "x", "s"], ["Expand", "c s", "e"], ["Div", "x e", "y"]],
  ],
] as const)("is read: %s", (_, steps) => {
  expect(read("f32[2, 3]", steps)).toEqual(["normalize"]);
});

it("is none of the lengths of something else", () => {
  const other = [
    ["Relu", "x", "r"],
    ["ReduceL2", "r", "l", length[3]],
    ["Clip", "l 1e-12", "c"],
    ["Div", "x c", "y"],
  ] as const;
  expect(read("f32[2, 3]", other).join()).not.toContain("normalize");
});
