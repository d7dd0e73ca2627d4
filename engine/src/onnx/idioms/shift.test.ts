import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, int } from "../attributes.ts";

const channels = attributeMap({ axis: int(2) });
const steps = (pads: string) =>
  [
    ["Reshape", "x [-1,2,8,3]", "c"],
    ["Slice", "c [0] [2] [2]", "a"],
    ["Pad", `a ${pads}`, "p"],
    ["Slice", "c [2] [9999999999] [2]", "r"],
    ["Concat", "p r", "j", channels],
    ["Reshape", "j [4,8,3]", "y"],
  ] as const;

it("is read where channels move by one frame", () => {
  expect(read("f32[4, 8, 3]", steps("[0,1,0,0,0,-1,0,0]"))).toEqual([
    'shift(fraction=0.25, mode="online", segments=2)',
  ]);
});

it("is none where they move backwards only, or further", () => {
  expect(read("f32[4, 8, 3]", steps("[0,-1,0,0,0,1,0,0]")).join()).not.toContain("shift");
  expect(read("f32[4, 8, 3]", steps("[0,2,0,0,0,-2,0,0]")).join()).not.toContain("shift");
});
