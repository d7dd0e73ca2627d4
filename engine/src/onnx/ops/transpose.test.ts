import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue, list } from "../../base/value.ts";
import { transpose } from "./transpose.ts";

it("is one node", () => {
  expect(written("input x: f32[1, 2, 3]\noutput y = x -> transpose([0, -1, 1])")).toEqual(["Transpose"]);
});

it("turns all axes around where no order is said", () => {
  const read = raised(transpose, "Transpose", [value("f32", [1, 2, 3])]);
  expect(read?.arguments?.order).toEqual(list([intValue(2), intValue(1), intValue(0)]));
});
