import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

const nodes = (stage: string) => written(`input x: f32[5, 4]\noutput y = x -> relu -> ${stage}`);

it("cuts each axis in two and exchanges the parts", () => {
  expect(nodes("roll(1, axis=1)")).toEqual(["Relu", "Slice", "Slice", "Concat"]);
  expect(nodes("roll([1, 2], axis=[0, 1])")).toHaveLength(7);
});

it("is nothing once around", () => {
  expect(nodes("roll(4, axis=1) -> tanh")).toEqual(["Relu", "Tanh"]);
});
