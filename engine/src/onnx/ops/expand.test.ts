import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue, list } from "../../base/value.ts";
import { expand } from "./expand.ts";

it("is one node", () => {
  expect(written("input x: f32[3, 1]\noutput y = x -> expand([2, 3, 4])")).toEqual(["Expand"]);
});

it("is read where the shape is known", () => {
  const x = value("f32", [3, 1]);
  const read = raised(expand, "Expand", [x, stored("i64", [2], [1, 4])]);
  expect(read?.arguments?.shape).toEqual(list([intValue(1), intValue(4)]));
  expect(raised(expand, "Expand", [x, value("i64", [2])])).toBeUndefined();
});
