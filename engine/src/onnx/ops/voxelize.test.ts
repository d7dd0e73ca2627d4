import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

const text = "input x: f32[1, 2, 4]\ninput p: f32[1, 3, 4]\ny = voxelize(x, p, resolution=3)\noutput y";

it("adds features and counts up in each cell", () => {
  const nodes = written(text);
  if (typeof nodes === "string") throw new Error(nodes);
  expect(nodes.filter((op) => op === "ScatterElements")).toHaveLength(2);
});

it("needs opset 16", () => {
  expect(written(text, { opset: 15 })).toContain("before opset 16");
});
