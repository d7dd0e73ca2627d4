import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";
import { attributeMap, int } from "../attributes.ts";

const steps = (axis: number) =>
  [
    ["Relu", "x", "r"],
    ["Unsqueeze", "x [1]", "a"],
    ["Unsqueeze", "r [1]", "b"],
    ["Concat", "a b", "y", attributeMap({ axis: int(axis) })],
  ] as const;

it("is read where the new axis is the one along which tensors lie", () => {
  expect(read("f32[2, 3]", steps(1))).toContain("stack(x, active, axis=1)");
  expect(read("f32[2, 3]", steps(-2))).toContain("stack(x, active, axis=1)");
  expect(read("f32[2, 3]", steps(2)).join()).not.toContain("stack");
});
