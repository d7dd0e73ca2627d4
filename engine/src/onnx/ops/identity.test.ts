import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

it("is no node, unless an output is an input", () => {
  expect(written("input x: f32[1, 2]\noutput y = x -> relu -> identity -> tanh")).toEqual(["Relu", "Tanh"]);
  expect(written("input x: f32[1, 2]\noutput y = x -> identity")).toEqual(["Identity"]);
});
