import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

it("is a stored tensor without a node", () => {
  expect(written("input x: f32[3]\ny = x + param([3])\noutput y")).toEqual(["Add"]);
});

it("has no symbolic shape", () => {
  expect(written("dim N = 3\ninput x: f32[N]\ny = x + param([N])\noutput y")).toContain("a shape of numbers");
});
