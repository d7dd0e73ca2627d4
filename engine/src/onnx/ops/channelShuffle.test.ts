import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

it("cuts, exchanges and joins, whatever the positions", () => {
  const nodes = written("dim H = 4\ninput x: f32[1, 4, H, H]\noutput y = x -> channel_shuffle(2)");
  expect(nodes).toEqual(["Reshape", "Transpose", "Shape", "Reshape"]);
});
