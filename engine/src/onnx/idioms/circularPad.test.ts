import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, int } from "../attributes.ts";

const along = (axis: number) => attributeMap({ axis: int(axis) });

it("is read axis by axis, also on one side only", () => {
  const steps = [
    ["Slice", "x [-1] [9999999999] [2]", "a"],
    ["Slice", "x [0] [2] [2]", "b"],
    ["Concat", "a x b", "c", along(2)],
    ["Slice", "c [-3] [9999999999] [3]", "d"],
    ["Concat", "d c", "y", along(3)],
  ] as const;
  expect(read("f32[1, 2, 5, 4]", steps)).toEqual(['pad([1, 3, 2, 0], mode="circular")']);
});

it("is none of entries from the middle", () => {
  const steps = [
    ["Slice", "x [1] [2] [2]", "a"],
    ["Concat", "a x", "y", along(2)],
  ] as const;
  expect(read("f32[1, 2, 5]", steps).join()).not.toContain("circular");
});
