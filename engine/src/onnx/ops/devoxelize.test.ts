import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

it("reads all eight cells around the points at once", () => {
  const text = "input g: f32[1, 2, 3, 3, 3]\ninput p: f32[1, 3, 4]\ny = devoxelize(g, p)\noutput y";
  const nodes = written(text, { opset: 13 });
  if (typeof nodes === "string") throw new Error(nodes);
  expect(nodes.filter((op) => op === "GatherElements")).toHaveLength(1);
});
