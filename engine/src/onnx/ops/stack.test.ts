import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

it("adds an axis to each and lays them along it", () => {
  expect(written("input x: f32[3]\noutput y = stack(x, x)")).toEqual(["Unsqueeze", "Unsqueeze", "Concat"]);
  expect(written("input x: f32[3]\noutput y = stack(x)")).toEqual(["Unsqueeze"]);
});
