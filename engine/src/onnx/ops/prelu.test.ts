import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { bool } from "../../base/value.ts";
import { prelu } from "./prelu.ts";

const x = value("f32", [1, 2, 4, 4]);

it("is one node", () => {
  expect(written("input x: f32[1, 2, 4]\noutput y = x -> prelu(per_channel=true)")).toEqual(["PRelu"]);
});

it.each([[[2, 1, 1]], [[1, 2, 1, 1]]])("reads slopes per channel from %j", (shape) => {
  const read = raised(prelu, "PRelu", [x, stored("f32", shape, [0.1, 0.2])]);
  expect(read?.arguments?.per_channel).toEqual(bool(true));
  expect(read?.weights?.weight?.shape).toEqual([2]);
});

it("reads one slope for all, and none along another axis", () => {
  expect(raised(prelu, "PRelu", [x, stored("f32", [1, 1, 1], [0.1])])?.arguments?.per_channel).toEqual(bool(false));
  expect(raised(prelu, "PRelu", [x, stored("f32", [4], [1, 2, 3, 4])])).toBeUndefined();
});
