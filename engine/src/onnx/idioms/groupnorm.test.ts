import { expect, it } from "vitest";
import { tensor } from "../../../../test/kit/model.ts";
import { read } from "../../../../test/kit/readBack.ts";

const groups = (scale: readonly number[]) => ({
  o: tensor("f32", [2], scale),
  z: tensor("f32", [2], [0, 0]),
  w: tensor("f32", [4, 1]),
  b: tensor("f32", [4, 1]),
});
const steps = [
  ["Reshape", "x [0,2,-1]", "r"],
  ["InstanceNormalization", "r o z", "i"],
  ["Shape", "x", "s"],
  ["Reshape", "i s", "n"],
] as const;

it("is read with a scale and a shift per channel, and without", () => {
  expect(read("f32[2, 4, 6]", [...steps, ["Identity", "n", "y"]], { stored: groups([1, 1]) })).toEqual([
    "groupnorm(2, affine=false)",
  ]);
  const learned = [...steps, ["Mul", "n w", "m"], ["Add", "m b", "y"]] as const;
  expect(read("f32[2, 4, 6]", learned, { stored: groups([1, 1]) })).toEqual(["groupnorm(2)"]);
});

it("is none where groups are scaled", () => {
  const calls = read("f32[2, 4, 6]", [...steps, ["Identity", "n", "y"]], { stored: groups([1, 2]) });
  expect(calls.join()).not.toContain("groupnorm");
});
