import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, int } from "../attributes.ts";

const size = attributeMap({ size: int(3) });

it("is read over positions in a row", () => {
  const steps = [
    ["Reshape", "x [0,0,-1,1]", "a"],
    ["LRN", "a", "b", size],
    ["Reshape", "b [1,4,5]", "y"],
  ] as const;
  expect(read("f32[1, 4, 5]", steps)).toEqual(["lrn(3)"]);
});

it("keeps a reshape that exchanges channels and positions", () => {
  const steps = [
    ["Reshape", "x [1,5,4,1]", "a"],
    ["LRN", "a", "b", size],
    ["Reshape", "b [1,4,5]", "y"],
  ] as const;
  expect(read("f32[1, 4, 5]", steps).length).toBe(3);
});
