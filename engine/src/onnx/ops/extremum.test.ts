import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { min } from "./extremum.ts";

it("is one node over any number of operands", () => {
  expect(written("input a: f32[2]\ninput b: f32[2]\noutput y = max(a, b, 0)")).toEqual(["Max"]);
});

it("goes by way of i32 for 16 bits", () => {
  expect(written("input a: i16[2]\ninput b: i16[2]\noutput y = min(a, b)")).toEqual(["Cast", "Cast", "Min", "Cast"]);
});

it("is read with numbers, and not with a single operand", () => {
  const [a, b] = [value("f32", [2]), value("f32", [2])];
  expect(raised(min, "Min", [a, b, stored("f32", [], [6])])).toEqual({ inputs: [a, b, 6] });
  expect(raised(min, "Min", [a])).toBeUndefined();
});
