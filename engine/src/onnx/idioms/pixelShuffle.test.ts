import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, ints } from "../attributes.ts";

const order = (...perm: readonly number[]) => attributeMap({ perm: ints(perm) });

it("is read in both directions", () => {
  const finer = [
    ["Reshape", "x [1,3,2,2,4,5]", "a"],
    ["Transpose", "a", "b", order(0, 1, 4, 2, 5, 3)],
    ["Reshape", "b [1,3,8,10]", "y"],
  ] as const;
  expect(read("f32[1, 12, 4, 5]", finer)).toEqual(["pixel_shuffle(2)"]);
  const coarser = [
    ["Reshape", "x [-1,3,2,2,5,2]", "a"],
    ["Transpose", "a", "b", order(0, 1, 3, 5, 2, 4)],
    ["Reshape", "b [-1,12,2,5]", "y"],
  ] as const;
  expect(read("f32[1, 3, 4, 10]", coarser)).toEqual(["pixel_unshuffle(2)"]);
});

it("is none with the channels behind the blocks", () => {
  const steps = [
    ["Reshape", "x [1,2,2,3,4,5]", "a"],
    ["Transpose", "a", "b", order(0, 3, 4, 1, 5, 2)],
    ["Reshape", "b [1,3,8,10]", "y"],
  ] as const;
  expect(read("f32[1, 12, 4, 5]", steps).join()).not.toContain("pixel_shuffle");
});
