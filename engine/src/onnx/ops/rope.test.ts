import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

const turning = ["Split", "Mul", "Mul", "Sub", "Mul", "Mul", "Add", "Concat", "Reshape"];

it("stores sines and cosines of known places, and works out those of others", () => {
  expect(written("input x: f32[1, 3, 8]\ny = x -> rope(heads=2)\noutput y")).toEqual(["Reshape", ...turning]);
  const symbolic = written("dim S = 3\ninput x: f32[1, S, 8]\ny = x -> rope(heads=2)\noutput y");
  expect(symbolic).toEqual(expect.arrayContaining(["Range", "Cos", "Sin"]));
});
