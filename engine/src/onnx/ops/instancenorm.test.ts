import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { bool } from "../../base/value.ts";
import { instancenorm } from "./instancenorm.ts";

const x = value("f32", [1, 2, 8]);
const list = (...numbers: readonly number[]) => stored("f32", [2], numbers);

it("is one node", () => {
  expect(written("input x: f32[1, 2, 8]\noutput y = x -> instancenorm")).toEqual(["InstanceNormalization"]);
});

it("learns nothing where scale and shift change nothing", () => {
  const plain = raised(instancenorm, "InstanceNormalization", [x, list(1, 1), list(0, 0)]);
  expect(plain?.arguments?.affine).toEqual(bool(false));
  expect(plain?.weights).toBeUndefined();
  const learned = raised(instancenorm, "InstanceNormalization", [x, list(1, 2), list(0, 0)]);
  expect(learned?.arguments?.affine).toEqual(bool(true));
});
