import { expect, it } from "vitest";
import { tensor } from "../../../../test/kit/model.ts";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, ints } from "../attributes.ts";

const last = attributeMap({ axes: ints([-1]) });
const stored = { w: tensor("f32", [3]), b: tensor("f32", [3]) };
const centred = [
  ["ReduceMean", "x", "m", last],
  ["Sub", "x m", "c"],
] as const;
const root = [
  ["ReduceMean", "s", "v", last],
  ["Add", "v 0.00001", "e"],
  ["Sqrt", "e", "r"],
] as const;

it.each([
  ["a power", [...centred, ["Pow", "c 2", "s"], ...root, ["Div", "c r", "n"]]],
  ["a product", [...centred, ["Mul", "c c", "s"], ...root, ["Div", "c r", "n"]]],
  ["a reciprocal", [...centred, ["Mul", "c c", "s"], ...root, ["Reciprocal", "r", "i"], ["Mul", "i c", "n"]]],
  ["centred twice", [...centred, ["Sub", "x m", "d"], ["Pow", "d 2", "s"], ...root, ["Div", "c r", "n"]]],
] as const)("is read: %s", (_, steps) => {
  expect(read("f32[2, 3]", [...steps, ["Identity", "n", "y"]])).toEqual(["layernorm(affine=false)"]);
  expect(read("f32[2, 3]", [...steps, ["Mul", "w n", "z"], ["Add", "z b", "y"]], { stored })).toEqual(["layernorm"]);
});

it("is none over other axes", () => {
  const first = attributeMap({ axes: ints([0]) });
  const steps = [
    ["ReduceMean", "x", "m", first],
    ["Sub", "x m", "c"],
    ["Pow", "c 2", "s"],
    ...root,
    ["Div", "c r", "y"],
  ] as const;
  expect(read("f32[2, 3]", steps)).not.toContain("layernorm(affine=false)");
});
