import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { groupnorm } from "./groupnorm.ts";

const body = "input x: f32[1, 4, 8]\noutput y = x -> groupnorm(2)";

it("is one node since opset 21, and groups as channels before", () => {
  expect(written(body, { opset: 21 })).toEqual(["GroupNormalization"]);
  expect(written(body)).toEqual(["Reshape", "InstanceNormalization", "Reshape", "Mul", "Add"]);
});

it("is read since opset 21; before, scales were per group", () => {
  const x = value("f32", [1, 4, 8]);
  const [weight, bias] = [stored("f32", [4], [1, 2, 3, 4]), stored("f32", [4], [0, 0, 0, 0])];
  const attributes = { num_groups: int(2) };
  const read = raised(groupnorm, "GroupNormalization", [x, weight, bias], attributes, { opset: 21 });
  expect(read?.arguments?.groups).toEqual(intValue(2));
  expect(raised(groupnorm, "GroupNormalization", [x, weight, bias], attributes, { opset: 18 })).toBeUndefined();
});
