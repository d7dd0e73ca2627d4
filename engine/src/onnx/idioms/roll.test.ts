import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, int } from "../attributes.ts";

const along = (axis: number) => attributeMap({ axis: int(axis) });

it("is read axis by axis", () => {
  const steps = [
    ["Slice", "x [1] [9999999999] [1]", "a"],
    ["Slice", "x [0] [1] [1]", "b"],
    ["Concat", "a b", "c", along(1)],
    ["Slice", "c [-2] [9999999999] [0]", "d"],
    ["Slice", "c [0] [-2] [0]", "e"],
    ["Concat", "d e", "y", along(0)],
  ] as const;
  expect(read("f32[5, 4]", steps)).toEqual(["roll([-1, 2], axis=[1, 0])"]);
});

it("is none that leaves something out, or has it twice", () => {
  for (const end of [2, 3]) {
    const steps = [
      ["Slice", `x [${end === 2 ? 3 : 2}] [9999999999] [1]`, "a"],
      ["Slice", `x [0] [${end}] [1]`, "b"],
      ["Concat", "a b", "y", along(1)],
    ] as const;
    expect(read("f32[5, 4]", steps).join()).not.toContain("roll");
  }
});
