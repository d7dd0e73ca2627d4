import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { positions } from "./positions.ts";

it("is a sum, with the first rows of the table for a shorter sequence", () => {
  expect(written("input x: f32[1, 3, 2]\ny = x -> positions(3)\noutput y")).toEqual(["Add"]);
  expect(written("input x: f32[1, 3, 2]\ny = x -> positions(4)\noutput y")).toEqual(["Slice", "Add"]);
});

it("is read where every place of a sequence gets a stored row", () => {
  const x = value("f32", [1, 3, 2]);
  const rows = { inputs: [x], arguments: { length: { value: 3 } }, weights: { weight: { shape: [3, 2] } } };
  const numbers = [1, 2, 3, 4, 5, 6];
  expect(raised(positions, "Add", [x, stored("f32", [3, 2], numbers)])).toMatchObject(rows);
  expect(raised(positions, "Add", [stored("f32", [1, 3, 2], numbers), x])).toMatchObject(rows);
  expect(raised(positions, "Add", [x, stored("f32", [2], [1, 2])])).toBeUndefined();
  expect(
    raised(positions, "Add", [value("f32", [1, 8, 3, 3]), stored("f32", [3, 3], [...numbers, 7, 8, 9])]),
  ).toBeUndefined();
});
