import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue, list } from "../../base/value.ts";
import { tile } from "./tile.ts";

it("is one node", () => {
  expect(written("input x: f32[3, 1]\noutput y = x -> tile([2, 1])")).toEqual(["Tile"]);
});

it("is read where the copies are known", () => {
  const x = value("f32", [3, 1]);
  const read = raised(tile, "Tile", [x, stored("i64", [2], [1, 4])]);
  expect(read?.arguments?.repeats).toEqual(list([intValue(1), intValue(4)]));
  expect(raised(tile, "Tile", [x, value("i64", [2])])).toBeUndefined();
});
