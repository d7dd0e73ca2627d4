import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { less } from "./comparison.ts";

it("is one node, and two for `not_equal`", () => {
  expect(written("input x: f32[2]\noutput y = x < 1")).toEqual(["Less"]);
  expect(written("input x: f32[2]\noutput y = x != 1")).toEqual(["Equal", "Not"]);
});

it("is read with a number", () => {
  const x = value("i64", [2]);
  expect(raised(less, "Less", [x, stored("i64", [], [5])])).toEqual({ inputs: [x, 5] });
  expect(raised(less, "Less", [x, value("f32", [2])])).toBeUndefined();
});
