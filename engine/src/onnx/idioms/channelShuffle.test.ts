import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, int, ints } from "../attributes.ts";

const exchanged = attributeMap({ perm: ints([0, 2, 1, 3, 4]) });

it("is read from groups that are exchanged with what is in them", () => {
  const steps = [
    ["Reshape", "x [1,2,3,4,5]", "a"],
    ["Transpose", "a", "b", exchanged],
    ["Reshape", "b [1,6,4,5]", "y"],
  ] as const;
  expect(read("f32[1, 6, 4, 5]", steps)).toEqual(["channel_shuffle(2)"]);
});

it("is read as PyTorch writes it, which says of every 0 that it would be one", () => {
  const literal = attributeMap({ allowzero: int(1) });
  const steps = [
    ["Reshape", "x [1,2,3,4,5]", "a", literal],
    ["Transpose", "a", "b", exchanged],
    ["Reshape", "b [1,6,4,5]", "y", literal],
  ] as const;
  expect(read("f32[1, 6, 4, 5]", steps)).toEqual(["channel_shuffle(2)"]);
});

it("is none that ends in another shape", () => {
  const steps = [
    ["Reshape", "x [1,2,3,4,5]", "a"],
    ["Transpose", "a", "b", exchanged],
    ["Reshape", "b [1,3,8,5]", "y"],
  ] as const;
  expect(read("f32[1, 6, 4, 5]", steps).join()).not.toContain("channel_shuffle");
});
