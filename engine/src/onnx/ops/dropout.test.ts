import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

it("is nothing while a net runs", () => {
  expect(written("input x: f32[1, 2]\noutput y = x -> relu -> dropout(0.2) -> tanh")).toEqual(["Relu", "Tanh"]);
});
